import type { IconName } from "../ui/icon-paths.ts";

export type PaletteGroup = "recent" | "do" | "go" | "found";

/** One line of the palette: what it is, and what Enter does with it. */
export type PaletteEntry = {
  id: string;
  group: PaletteGroup;
  icon: IconName;
  title: string;
  /** The part that the typed words decided, set strong at the end: "Snooze until **Tue 1 Dec, 09:00**". */
  strong?: string;
  detail?: string;
  keys?: string | null;
  /** What it is found by besides its title. */
  more?: string;
  /** Offered again as recent. */
  recurs?: boolean;
  run: () => void;
};

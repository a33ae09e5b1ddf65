import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode, RefObject } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";
import { Keys } from "./keys.tsx";

export type MenuItem =
  | {
      kind: "item";
      id: string;
      label: string;
      icon?: IconName;
      keys?: string | null;
      checked?: boolean;
      end?: string;
      /** The menu stays until its owner takes it away, e.g. to show a dialog in its place. */
      keepsOpen?: boolean;
      run: () => void;
    }
  | { kind: "group"; id: string; label: string }
  | { kind: "line"; id: string };

type MenuProps = {
  open: boolean;
  onClose: () => void;
  /** What it hangs on; also where the focus returns to. */
  anchor: RefObject<HTMLElement | null>;
  label: string;
  align?: "start" | "end";
  items: MenuItem[];
};

/** A list of acts under a button. Opened by its owner, so that a shortcut opens it as well as a click. */
export function Menu({ open, onClose, anchor, label, align = "start", items }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} modal={false}>
      <Base.Portal>
        <Base.Positioner
          className="popup-place"
          anchor={anchor}
          align={align}
          sideOffset={4}
          collisionPadding={8}
        >
          <Base.Popup className="popup" aria-label={label} finalFocus={anchor}>
            {items.map((item) => (
              <MenuRow key={item.id} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuRow({ item }: { item: MenuItem }): ReactNode {
  if (item.kind === "line") return <hr />;
  if (item.kind === "group") return <div className="group">{item.label}</div>;
  return (
    <Base.Item className="item" onClick={item.run} closeOnClick={!item.keepsOpen}>
      {item.icon && <Icon name={item.icon} />}
      <span className="clip">{item.label}</span>
      <span className="end flex items-center gap-2">
        {item.end && <span className="meta num">{item.end}</span>}
        {item.checked && <Icon name="check" />}
        {item.keys && <Keys keys={item.keys} />}
      </span>
      {item.checked && <span className="sr">✓</span>}
    </Base.Item>
  );
}

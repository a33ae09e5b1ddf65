import { type IconName, iconPaths } from "./icon-paths.ts";

/** Hidden from screen readers: the words beside it, or the button's name, say what it means. */
export function Icon({
  name,
  size = 16,
  turns = false,
}: {
  name: IconName;
  size?: 16 | 20;
  turns?: boolean;
}) {
  const classes = ["ic", size === 20 ? "ic-20" : "", turns ? "ic-turns" : ""].filter(Boolean).join(" ");
  return (
    <svg className={classes} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={iconPaths[name]} />
    </svg>
  );
}

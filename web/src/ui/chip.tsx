import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";

type ChipProps = {
  look?: "plain" | "line" | "soon" | "late" | "kept" | "goodwill";
  icon?: IconName;
  children: ReactNode;
  /** With it the chip ends in a cross. */
  onRemove?: () => void;
  removeLabel?: string;
};

export function Chip({ look = "plain", icon, children, onRemove, removeLabel }: ChipProps) {
  return (
    <span className={`chip ${look === "plain" ? "" : look}`}>
      {icon && <Icon name={icon} />}
      <bdi>{children}</bdi>
      {onRemove && (
        <button type="button" className="chip-x" onClick={onRemove} aria-label={removeLabel}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

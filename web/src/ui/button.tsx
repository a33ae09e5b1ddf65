import type { ComponentProps, ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";
import { Keys } from "./keys.tsx";

type ButtonProps = ComponentProps<"button"> & {
  look?: "main" | "plain" | "bare" | "danger";
  small?: boolean;
  icon?: IconName;
  /** Shortcut drawn at the end, e.g. "mod+Enter". */
  keys?: string | null | undefined;
  children?: ReactNode;
};

export function Button({
  look = "plain",
  small = false,
  icon,
  keys,
  children,
  className = "",
  ...rest
}: ButtonProps) {
  const classes = `btn ${look === "plain" ? "" : look} ${small ? "small" : ""} ${className}`;
  return (
    <button type="button" className={classes} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {keys && <Keys keys={keys} />}
    </button>
  );
}

type IconButtonProps = ComponentProps<"button"> & {
  icon: IconName;
  /** The name for screen readers, and the hint. */
  label: string;
  keys?: string | null | undefined;
  size?: 16 | 20;
  turns?: boolean;
};

/** An icon alone always has a name and a hint; the hint layer reads both from the data attributes. */
export function IconButton({
  icon,
  label,
  keys,
  size = 16,
  turns = false,
  className = "",
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-btn ${className}`}
      aria-label={label}
      data-hint={label}
      data-hint-keys={keys ?? undefined}
      {...rest}
    >
      <Icon name={icon} size={size} turns={turns} />
    </button>
  );
}

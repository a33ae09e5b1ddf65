import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** For screen readers only; the picture says it itself (the palette's field, for one). */
  titleHidden?: boolean;
  wide?: boolean;
  className?: string;
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/** Focus goes in, stays in, and returns to where it came from. Closed by Escape, by the scrim and by its buttons. */
export function Dialog({
  open,
  onClose,
  title,
  titleHidden,
  wide,
  className,
  initialFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className={`dialog ${wide ? "wide" : ""} ${className ?? ""}`}
          {...(initialFocus ? { initialFocus } : {})}
        >
          <Base.Title className={titleHidden ? "sr" : undefined}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

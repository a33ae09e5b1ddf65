import { type RefObject, useEffect } from "react";

/** A mouse that was left lying on the list is not a person pointing at it. */
const restsAfterMs = 20_000;

/** Tells whether somebody points at or has the focus in the element. */
export function useHeldStill(element: RefObject<HTMLElement | null>, hold: (held: boolean) => void): void {
  useEffect(() => {
    const list = element.current;
    if (!list) return;
    let pointing = false;
    let focused = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => hold(pointing || focused);
    const onMove = (event: PointerEvent) => {
      if (event.pointerType !== "mouse") return;
      pointing = true;
      clearTimeout(timer);
      timer = setTimeout(onLeave, restsAfterMs);
      tell();
    };
    const onLeave = () => {
      pointing = false;
      clearTimeout(timer);
      tell();
    };
    // A click leaves the focus on the row; only a focus that came by key and shows its ring is somebody reading here.
    const onFocus = () => {
      focused = list.querySelector(":focus-visible") !== null;
      tell();
    };
    const onBlur = () => {
      focused = false;
      tell();
    };
    list.addEventListener("pointermove", onMove);
    list.addEventListener("pointerleave", onLeave);
    list.addEventListener("focusin", onFocus);
    list.addEventListener("focusout", onBlur);
    return () => {
      clearTimeout(timer);
      list.removeEventListener("pointermove", onMove);
      list.removeEventListener("pointerleave", onLeave);
      list.removeEventListener("focusin", onFocus);
      list.removeEventListener("focusout", onBlur);
    };
  }, [element, hold]);
}

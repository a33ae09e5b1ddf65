import { useEffect, useState } from "react";
import { Keys } from "./keys.tsx";

type Hint = { words: string; keys: string | undefined; x: number; y: number; above: boolean };

const showAfterMs = 450;

/**
 * One layer for every hint on the page: it reads `data-hint` and `data-hint-keys` of whatever the pointer or the
 * focus rests on. A tooltip component per button would cost a subscription per row.
 */
export function HintLayer() {
  const [hint, setHint] = useState<Hint | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over: Element | null = null;
    const leave = () => {
      clearTimeout(timer);
      over = null;
      setHint(null);
    };
    const rest = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest("[data-hint]") : null;
      if (target === over) return;
      leave();
      if (!target || (event.type === "focusin" && !target.matches(":focus-visible"))) return;
      over = target;
      timer = setTimeout(() => setHint(hintOf(target)), showAfterMs);
    };
    const onTouch = (event: PointerEvent) => event.pointerType !== "mouse" && leave();
    document.addEventListener("pointerover", rest);
    document.addEventListener("focusin", rest);
    document.addEventListener("pointerdown", leave);
    document.addEventListener("keydown", leave);
    document.addEventListener("scroll", leave, true);
    document.addEventListener("pointerup", onTouch);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", rest);
      document.removeEventListener("focusin", rest);
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("keydown", leave);
      document.removeEventListener("scroll", leave, true);
      document.removeEventListener("pointerup", onTouch);
    };
  }, []);
  if (!hint) return null;
  const place = { left: hint.x, top: hint.y, transform: `translate(-50%, ${hint.above ? "-100%" : "0"})` };
  return (
    <div className="hint" aria-hidden="true" style={place}>
      {hint.words}
      {hint.keys && <Keys keys={hint.keys} />}
    </div>
  );
}

function hintOf(target: Element): Hint | null {
  if (!target.isConnected) return null;
  const box = target.getBoundingClientRect();
  const words = target.getAttribute("data-hint") ?? "";
  const above = box.bottom > window.innerHeight - 64;
  const half = Math.min(140, words.length * 4 + 24);
  const x = Math.min(Math.max(box.left + box.width / 2, half + 4), window.innerWidth - half - 4);
  return {
    words,
    keys: target.getAttribute("data-hint-keys") ?? undefined,
    x,
    y: above ? box.top - 6 : box.bottom + 6,
    above,
  };
}

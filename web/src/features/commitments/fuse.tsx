import type { CSSProperties } from "react";
import type { FuseState } from "./fuse-state.ts";

/** The drawing alone; the words beside it say the same, so screen readers skip it. */
export function Fuse({ state, wide = false }: { state: FuseState; wide?: boolean }) {
  return (
    <span
      className={`fuse ${state.look} ${wide ? "wide" : ""}`}
      style={{ "--p": state.share } as CSSProperties}
      aria-hidden="true"
    >
      <i className="gone" />
      <i className="left" />
      {state.look === "late" && <i className="over" />}
      <i className="knot" />
      <i className="tick" />
    </span>
  );
}

import encodeQR from "qr";
import { useMemo } from "react";

/** The quiet zone that readers need around the code, in modules. */
const margin = 3;

/** Black on white in every theme, or no camera reads it. One path, because the content policy takes no markup. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawingOf(text), [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="currentColor" />
    </svg>
  );
}

function drawingOf(text: string): { path: string; size: number } {
  const rows = encodeQR(text, "raw", { border: margin });
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { path: squares.join(""), size: rows.length };
}

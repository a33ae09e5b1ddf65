import { keyCaps } from "./key-names.ts";

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keyCaps(keys).map((cap, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the strokes of one shortcut never move
        <kbd key={`${cap}${at}`}>{cap}</kbd>
      ))}
    </span>
  );
}

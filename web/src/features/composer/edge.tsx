import type { ConversationSummary } from "@amends/server/contract";
import type { CSSProperties } from "react";
import { useDueWords } from "../commitments/use-due-words.ts";
import { useFuse } from "../commitments/use-fuse.ts";

/** The composer's upper edge is the fuse: whoever writes sees time pass where they look. */
export function Edge({ conversation }: { conversation: ConversationSummary }) {
  const fuse = useFuse(conversation);
  const due = useDueWords(conversation, fuse);
  return (
    <div
      className={`edge ${fuse.look}`}
      style={{ "--p": Math.min(fuse.share, 1) } as CSSProperties}
      aria-hidden="true"
    >
      <i className="gone" />
      <i className="left" />
      <i className="knot" />
      <i className="tick" />
      {fuse.leftMs !== null && <span className={`due ${fuse.look}`}>{due.left}</span>}
    </div>
  );
}

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import "../styles/forms.css";

type CopyBoxProps = {
  text: string;
  copy: string;
  copied: string;
  /** Further acts beside the copy button. */
  children?: ReactNode;
};

const shownMs = 2500;

/** Words to take along. They can also be selected by hand, because a clipboard may be out of reach. */
export function CopyBox({ text, copy, copied, children }: CopyBoxProps) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), shownMs);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div className="copy-box">
      <code>{text}</code>
      <div className="copy-acts">
        <Button small icon={done ? "check" : "copy"} onClick={() => void copyText(text).then(setDone)}>
          {done ? copied : copy}
        </Button>
        {children}
        <span className="sr" role="status">
          {done ? copied : ""}
        </span>
      </div>
    </div>
  );
}

/** False where the browser does not let us; the text is selectable then. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

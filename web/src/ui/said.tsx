import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import "../styles/forms.css";

/** What failed, what is safe, what to do; read out at once. */
export function SaidBad({ children }: { children: ReactNode }) {
  return (
    <div className="said-bad" role="alert">
      <Icon name="alert" />
      <div>{children}</div>
    </div>
  );
}

export function SaidGood({ children }: { children: ReactNode }) {
  return (
    <div className="said-good" role="status">
      <Icon name="check" />
      <div>{children}</div>
    </div>
  );
}

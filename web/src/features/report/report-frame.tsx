import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { SaidBad } from "../../ui/said.tsx";

/** No `allow-same-origin`: words of customers stand in the page, and it may reach nothing of the desk. */
const allowed =
  "allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
/** A page of ours says that it is there; what came in its place does not. */
const wordMs = 1500;

type Told = { from?: unknown; isShown?: unknown; goTo?: unknown; press?: unknown };
type FrameProps = { frame: RefObject<HTMLIFrameElement | null>; address: string };

/**
 * The server's page in a frame of its own. Its address and not its text is handed over: a page by `srcdoc` would stand
 * under the desk's policy, which allows neither its style nor its script.
 */
export function ReportFrame({ frame, address }: FrameProps) {
  const { t } = useTranslation("report");
  const { t: app } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<"coming" | "shown" | "failed">("coming");
  const { history } = useRouter();
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<Told | null>) => {
      if (source !== frame.current?.contentWindow || data?.from !== "audit-report") return;
      if (data.isShown) setState("shown");
      if (typeof data.goTo === "string" && leadsIntoDesk(data.goTo)) history.push(data.goTo);
      if (typeof data.press === "object") pressAgain(data.press as KeyboardEventInit);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [frame, history]);
  const arrived = () => setTimeout(() => setState((now) => (now === "coming" ? "failed" : now)), wordMs);
  const again = () => {
    setState("coming");
    setAttempt(attempt + 1);
  };
  return (
    <div className="report-place">
      <QuietLoading on={state === "coming"} />
      {state === "failed" ? (
        <div className="report-said">
          <SaidBad>{t("failed")}</SaidBad>
          <Button onClick={again}>{app("act.retry")}</Button>
        </div>
      ) : (
        <iframe
          key={attempt}
          ref={frame}
          className={`report-frame ${state}`}
          title={t("title")}
          sandbox={allowed}
          src={address}
          onLoad={arrived}
        />
      )}
    </div>
  );
}

export function printFrame(frame: HTMLIFrameElement | null): void {
  frame?.contentWindow?.postMessage("print", "*");
}

function leadsIntoDesk(address: string): boolean {
  return /^\/(report\/conversations\?|inbox\/all\/)[\w\-.,%&=?/]*$/.test(address);
}

/** Shortcuts go on working while the page has the focus. */
function pressAgain(press: KeyboardEventInit): void {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { ...press, bubbles: true, cancelable: true }));
}

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";

type AmendsChat = HTMLElement & { open: () => void };

/** The very widget that visitors get, on this page. It goes when the page is left. */
export function TryWidget({ inboxId }: { inboxId: string }) {
  const { t } = useTranslation("welcome");
  const [failed, setFailed] = useState(false);
  useEffect(() => () => document.querySelector("amends-chat")?.remove(), []);
  const open = () => {
    setFailed(false);
    const known = document.querySelector<AmendsChat>("amends-chat");
    if (known) return known.open();
    const script = document.createElement("script");
    script.src = "/widget.js";
    script.dataset.inbox = inboxId;
    script.onload = () => {
      script.remove();
      document.querySelector<AmendsChat>("amends-chat")?.open();
    };
    script.onerror = () => setFailed(true);
    document.body.append(script);
  };
  return (
    <>
      <div className="set-acts">
        <Button icon="chat" onClick={open}>
          {t("try.go")}
        </Button>
      </div>
      {failed && (
        <p className="field-error" role="alert">
          {t("try.failed")}
        </p>
      )}
    </>
  );
}

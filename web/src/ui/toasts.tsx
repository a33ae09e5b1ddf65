import { useEffect, useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { Keys } from "./keys.tsx";
import { dropToast, type Toast, toasts } from "./toast-store.ts";

export function Toasts({ closeLabel }: { closeLabel: string }) {
  const list = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((toast) => (
        <ToastCard key={toast.id} toast={toast} closeLabel={closeLabel} />
      ))}
    </div>
  );
}

function ToastCard({ toast, closeLabel }: { toast: Toast; closeLabel: string }) {
  useEffect(() => {
    if (toast.lastsMs === 0) return;
    const timer = setTimeout(() => dropToast(toast.id), toast.lastsMs);
    return () => clearTimeout(timer);
  }, [toast]);
  const act = () => {
    dropToast(toast.id);
    toast.action?.run();
  };
  return (
    <div className={`toast ${toast.bad ? "bad" : ""}`}>
      <span className="grow">{toast.words}</span>
      {toast.action && (
        <button type="button" className="btn bare small" onClick={act}>
          {toast.action.label}
          {toast.action.keys && <Keys keys={toast.action.keys} />}
        </button>
      )}
      <IconButton icon="close" label={closeLabel} onClick={() => dropToast(toast.id)} />
    </div>
  );
}

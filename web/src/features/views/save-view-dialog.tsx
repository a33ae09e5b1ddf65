import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { languageName } from "../../app/format.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";
import type { ViewQuery } from "./list-order.ts";
import { saveView } from "./saved-views.ts";

/** A view is a question with an address: whoever opens it sees what they may see of it. */
export function SaveViewDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [query, setQuery] = useState<ViewQuery>({ status: "open", order: "promise" });
  const [failed, setFailed] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const kept = Object.entries(query).filter(([, value]) => value);
      const view = await saveView({
        name: name.trim(),
        shared,
        query: Object.fromEntries(kept) as Record<string, string>,
      });
      onClose();
      showToast(t("said.viewSaved", { name: view.name }));
      void navigate({ to: "/inbox/$view/{-$conversation}", params: { view: view.id } });
    } catch (problem) {
      setFailed(reasonOf(problem));
    }
  };
  return (
    <Dialog open onClose={onClose} title={t("saveView.title")}>
      <form onSubmit={save} className="mt-4 grid gap-4">
        <label>
          <span className="label">{t("saveView.name")}</span>
          <input
            className="input"
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <QueryFields query={query} onChange={(change) => setQuery({ ...query, ...change })} />
        <label className="flex items-center gap-2">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
          {t("saveView.shared")}
        </label>
        {failed && (
          <p role="alert" className="text-late">
            {failed}
          </p>
        )}
        <div className="ends">
          <Button onClick={onClose}>{t("act.cancel", { ns: "app" })}</Button>
          <Button look="main" type="submit">
            {t("act.save", { ns: "app" })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type FieldsProps = { query: ViewQuery; onChange: (change: Partial<ViewQuery>) => void };

function QueryFields({ query, onChange }: FieldsProps) {
  const { t, i18n } = useTranslation("inbox");
  const state = useStore(inbox);
  const conversations = [...state.byId.values()];
  const tags = [...new Set(conversations.flatMap((each) => each.tags))].sort();
  const languages = [...new Set(conversations.flatMap((each) => each.language ?? []))].sort();
  const any = { value: "", label: t("saveView.any") };
  return (
    <div className="grid grid-cols-2 gap-3">
      <Choice
        label={t("saveView.whose")}
        value={query.assignee ?? ""}
        onChange={(assignee) => onChange({ assignee })}
        options={[
          any,
          { value: "me", label: t("tab.mine") },
          { value: "none", label: t("view.unassigned") },
          ...(state.snapshot?.members ?? []).map((member) => ({ value: member.id, label: member.name })),
        ]}
      />
      <Choice
        label={t("saveView.turn")}
        value={query.turn ?? ""}
        onChange={(turn) => onChange({ turn: turn as never })}
        options={[
          any,
          { value: "ours", label: t("saveView.ours") },
          { value: "theirs", label: t("saveView.theirs") },
        ]}
      />
      <Choice
        label={t("saveView.inbox")}
        value={query.inbox ?? ""}
        onChange={(place) => onChange({ inbox: place })}
        options={[
          any,
          ...(state.snapshot?.inboxes ?? []).map((place) => ({ value: place.id, label: place.name })),
        ]}
      />
      <Choice
        label={t("saveView.language")}
        value={query.language ?? ""}
        onChange={(language) => onChange({ language })}
        options={[
          any,
          ...languages.map((code) => ({ value: code, label: languageName(code, i18n.language) ?? code })),
        ]}
      />
      <Choice
        label={t("saveView.tag")}
        value={query.tag ?? ""}
        onChange={(tag) => onChange({ tag })}
        options={[any, ...tags.map((tag) => ({ value: tag, label: tag }))]}
      />
      <Choice
        label={t("saveView.order")}
        value={query.order ?? "promise"}
        onChange={(order) => onChange({ order: order as never })}
        options={(["promise", "waiting", "activity"] as const).map((order) => ({
          value: order,
          label: t(`order.${order}`),
        }))}
      />
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

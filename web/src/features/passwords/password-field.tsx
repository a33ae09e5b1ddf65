import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { type CSSProperties, type Ref, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { loadEstimator, opinionOf, type PasswordOpinion, type PasswordOwner } from "./password-estimate.ts";

type PasswordFieldProps = {
  label: string;
  value: string;
  onValue: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  /** With it the password is judged while it is typed: names of the owner do not count as secrets. */
  owner?: PasswordOwner;
  error?: string | null;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  name?: string;
};

/** Shown or hidden as its owner likes; pasting is welcome. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, value, onValue, autoComplete, owner, error, autoFocus, inputRef, name = "password" } = props;
  const { t } = useTranslation("door");
  const [shown, setShown] = useState(false);
  const [estimator, setEstimator] = useState<ZxcvbnFactory | null>(null);
  const wake = () => {
    if (owner && !estimator)
      loadEstimator().then(
        (loaded) => setEstimator(() => loaded),
        () => {},
      );
  };
  return (
    <Field
      label={label}
      error={error}
      hint={
        owner ? (
          <Judgement estimator={estimator} password={value} owner={owner} quiet={Boolean(error)} />
        ) : undefined
      }
    >
      {(binding) => (
        <div className="with-end">
          <input
            {...binding}
            ref={inputRef}
            className="input"
            name={name}
            type={shown ? "text" : "password"}
            value={value}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the page's one purpose is this form
            autoFocus={autoFocus}
            required
            maxLength={1000}
            onFocus={wake}
            onChange={(event) => {
              wake();
              onValue(event.target.value);
            }}
          />
          <Button look="bare" small aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t("password.hide") : t("password.show")}
          </Button>
        </div>
      )}
    </Field>
  );
}

type JudgementProps = {
  estimator: ZxcvbnFactory | null;
  password: string;
  owner: PasswordOwner;
  /** The server's word stands above: two that say the same are one too many. */
  quiet: boolean;
};

/** The product's line once more: at the upright mark the password is good. */
function Judgement({ estimator, password, owner, quiet }: JudgementProps) {
  const { t } = useTranslation("door");
  // Estimating a long password takes a few milliseconds; letters must not wait for it.
  const calm = useDeferredValue(password);
  const { name, email, organisation } = owner;
  const opinion = useMemo(
    () =>
      opinionOf(estimator, calm, {
        ...(name ? { name } : {}),
        ...(email ? { email } : {}),
        ...(organisation ? { organisation } : {}),
      }),
    [estimator, calm, name, email, organisation],
  );
  const good = opinion.verdict === "good" && estimator !== null;
  const look = { "--p": opinion.share } as CSSProperties;
  return (
    <div className="judgement">
      <span className={`fuse ${good ? "kept" : ""}`} style={look} aria-hidden="true">
        <i className="gone" />
        <i className="left" />
        <i className="knot" />
        <i className="tick" />
      </span>
      <span role="status" className={good ? "good" : ""}>
        {!quiet && t(wordsOf(opinion, calm, estimator !== null), { count: opinion.missing })}
      </span>
    </div>
  );
}

function wordsOf(opinion: PasswordOpinion, password: string, judged: boolean) {
  if (password === "") return "password.rule" as const;
  if (opinion.verdict === "too_short") return "password.missing" as const;
  if (opinion.verdict === "too_long") return "password.tooLong" as const;
  if (opinion.verdict === "too_common") return "password.tooCommon" as const;
  return judged ? ("password.good" as const) : ("password.looking" as const);
}

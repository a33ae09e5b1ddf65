import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon } from "./icon.tsx";
import "../styles/forms.css";

export type FieldBinding = {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  className?: string;
  children: (binding: FieldBinding) => ReactNode;
};

/** A label, its field, what helps and what is wrong: joined for eyes and for screen readers alike. */
export function Field({ label, hint, error, className = "", children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const binding: FieldBinding = { id };
  if (described) binding["aria-describedby"] = described;
  if (error) binding["aria-invalid"] = true;
  return (
    <div className={`form-field ${className}`}>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(binding)}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          <Icon name="alert" />
          {error}
        </p>
      )}
      {hint && (
        <div className="hint-text" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

type TextFieldProps = Omit<ComponentProps<"input">, "onChange" | "value"> & {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  value: string;
  onValue: (value: string) => void;
};

export function TextField({ label, hint, error, value, onValue, className = "", ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(binding) => (
        <input
          {...rest}
          {...binding}
          className={`input ${className}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

type SelectFieldProps = Omit<ComponentProps<"select">, "onChange" | "value"> & {
  label: ReactNode;
  hint?: ReactNode;
  value: string;
  onValue: (value: string) => void;
  options: readonly { value: string; label: string }[];
};

export function SelectField({
  label,
  hint,
  value,
  onValue,
  options,
  className = "",
  ...rest
}: SelectFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(binding) => (
        <select
          {...rest}
          {...binding}
          className={`input ${className}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

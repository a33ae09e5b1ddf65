import { type ReactNode, useId } from "react";
import "../styles/forms.css";

type SwitchProps = {
  label: ReactNode;
  hint?: ReactNode;
  on: boolean;
  disabled?: boolean;
  onSwitch: (on: boolean) => void;
};

/** On or off, at once. What needs a Save button beside it is a tick box instead. */
export function Switch({ label, hint, on, disabled, onSwitch }: SwitchProps) {
  const id = useId();
  return (
    <label className="switch">
      <span>{label}</span>
      {hint && (
        <span className="hint-text" id={id}>
          {hint}
        </span>
      )}
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        disabled={disabled}
        aria-describedby={hint ? id : undefined}
        onChange={(event) => onSwitch(event.target.checked)}
      />
    </label>
  );
}

type TickProps = {
  label: ReactNode;
  hint?: ReactNode;
  on: boolean;
  disabled?: boolean;
  onTick: (on: boolean) => void;
};

export function Tick({ label, hint, on, disabled, onTick }: TickProps) {
  return (
    <label className="tick-line">
      <input
        className="tick-box"
        type="checkbox"
        checked={on}
        disabled={disabled}
        onChange={(event) => onTick(event.target.checked)}
      />
      <span>
        {label}
        {hint && <span className="hint-text block">{hint}</span>}
      </span>
    </label>
  );
}

import { Popover } from "@base-ui/react/popover";
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";
import { Keys } from "./keys.tsx";

export type PickerOption = {
  id: string;
  label: string;
  detail?: string;
  icon?: IconName;
  keys?: string | null;
  checked?: boolean;
};

type PickerProps = {
  open: boolean;
  onClose: () => void;
  anchor: RefObject<HTMLElement | null>;
  label: string;
  placeholder: string;
  align?: "start" | "end";
  /** What is offered for the words typed so far. */
  optionsFor: (words: string) => PickerOption[];
  /** What was typed before the field was there. */
  firstWords?: () => string;
  nothing: string;
  onPick: (option: PickerOption) => void;
};

/** A field and a list under a button: type to narrow, arrows to choose, Enter to do it. */
export function Picker(props: PickerProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Popover.Root open={props.open} onOpenChange={(next) => !next && props.onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          className="popup-place"
          anchor={props.anchor}
          align={props.align ?? "start"}
          sideOffset={4}
          collisionPadding={8}
        >
          <Popover.Popup
            className="popup picker"
            aria-label={props.label}
            initialFocus={field}
            finalFocus={props.anchor}
          >
            <PickerBody {...props} field={field} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function PickerBody(props: PickerProps & { field: RefObject<HTMLInputElement | null> }) {
  const { field, label, placeholder, optionsFor, nothing, onPick, onClose } = props;
  const [words, setWords] = useState(() => props.firstWords?.() ?? "");
  const [at, setAt] = useState(0);
  const list = useId();
  const options = optionsFor(words);
  const current = options[Math.min(at, options.length - 1)];
  const pick = (option: PickerOption | undefined) => {
    if (!option) return;
    onClose();
    onPick(option);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown") setAt(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") setAt(at <= 0 ? last : at - 1);
    else if (event.key === "Enter") pick(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={field}
        className="filter"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={current ? `${list}-${current.id}` : undefined}
        aria-label={label}
        placeholder={placeholder}
        value={words}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label={label}>
        {options.map((option) => (
          <PickerRow
            key={option.id}
            id={`${list}-${option.id}`}
            option={option}
            on={option === current}
            onPick={pick}
          />
        ))}
      </div>
      {options.length === 0 && <p className="meta px-2 py-2">{nothing}</p>}
    </>
  );
}

type RowProps = { id: string; option: PickerOption; on: boolean; onPick: (option: PickerOption) => void };

function PickerRow({ id, option, on, onPick }: RowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; the field names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles every key
    <div id={id} role="option" aria-selected={on} className="option" onClick={() => onPick(option)}>
      {option.icon && <Icon name={option.icon} />}
      <span className="clip" dir="auto">
        {option.label}
      </span>
      <span className="end flex items-center gap-2">
        {option.detail && <span className="meta num">{option.detail}</span>}
        {option.checked && <Icon name="check" />}
        {option.keys && <Keys keys={option.keys} />}
      </span>
    </div>
  );
}

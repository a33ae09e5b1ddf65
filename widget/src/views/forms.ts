import { h, say, setAttribute, show } from "../dom.ts";

export interface Field {
  node: HTMLElement;
  input: HTMLInputElement | HTMLTextAreaElement;
  label(text: string): void;
  /** Tied to the field, and the focus goes there. */
  complain(text: string): void;
}

let count = 0;

export function field(attributes: Record<string, string | number>, isLong = false): Field {
  const id = `f${++count}`;
  const input = h(isLong ? "textarea" : "input", { id, "aria-describedby": `${id}e`, ...attributes });
  const name = h("label", { for: id });
  const error = h("p", { class: "err", id: `${id}e` });
  input.addEventListener("input", () => complain(""));
  function complain(text: string): void {
    say(error, text);
    show(error, text !== "");
    setAttribute(input, "aria-invalid", text === "" ? null : "true");
    if (text !== "") input.focus();
  }
  complain("");
  return {
    node: h("div", { class: "field" }, name, input, error),
    input,
    label: (text) => say(name, text),
    complain,
  };
}

/** The main button of a form; while its act runs it takes no second press. */
export function actButton(): {
  node: HTMLButtonElement;
  label(text: string): void;
  during<T>(act: Promise<T>): Promise<T>;
} {
  const node = h("button", { type: "submit", class: "act" });
  return {
    node,
    label: (text) => say(node, text),
    async during(act) {
      node.disabled = true;
      try {
        return await act;
      } finally {
        node.disabled = false;
      }
    },
  };
}

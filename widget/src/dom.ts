import { draw } from "./drawing.ts";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** One element. Values starting with `on` are listeners; everything else is an attribute, and text is only ever text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(node, name, value);
  }
  node.append(...children.filter((child): child is Node | string => Boolean(child)));
  return node;
}

export function setAttribute(
  node: Element,
  name: string,
  value: string | number | boolean | null | undefined,
): void {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Changes the text only when it is another, so that a screen reader is not told the same twice. */
export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function show(node: HTMLElement, visible: boolean): void {
  if (node.hidden === visible) node.hidden = !visible;
}

/** A button that is a drawing and has a name. */
export function iconButton(
  name: string,
  drawing: string,
  press: () => void,
  className = "icon",
): HTMLButtonElement {
  return h(
    "button",
    { type: "button", class: className, "aria-label": name, title: name, onclick: press },
    draw(drawing, 20),
  );
}

/** A sentence with one part that stands out. */
export function withStrong(sentence: string, place: string, value: string): Node[] {
  const [head = "", tail = ""] = sentence.split(place);
  return value ? [new Text(head), h("b", {}, value), new Text(tail)] : [new Text(sentence)];
}

/** Text with its addresses as links. Only http and https; shown as written, opened apart, and told nothing. */
export function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g)) {
    if (!URL.canParse(found[0])) continue;
    nodes.push(new Text(text.slice(at, found.index)));
    nodes.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    at = found.index + found[0].length;
  }
  nodes.push(new Text(text.slice(at)));
  return nodes;
}

export const drawings = {
  collapse: "m4 6.500 4 4 4-4",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  clip: "m12.500 7.500-4.600 4.600a2.700 2.700 0 0 1-3.800-3.800l5-5a1.800 1.800 0 0 1 2.600 2.600l-4.900 4.900a.9.9 0 0 1-1.300-1.300l4.400-4.400",
  send: "M13.500 2.500 7 9M13.500 2.500 9.500 13.500 7 9 2.500 6.500z",
  next: "m6.500 4 4 4-4 4",
  mail: "M3.500 3.500h9A1.500 1.500 0 0 1 14 5v6a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 2 11V5a1.500 1.500 0 0 1 1.500-1.500M2.500 4.500l5.500 4 5.500-4",
  device:
    "M5.500 1.500h5A1.500 1.500 0 0 1 12 3v10a1.500 1.500 0 0 1-1.500 1.500h-5A1.500 1.500 0 0 1 4 13V3a1.500 1.500 0 0 1 1.500-1.500M7 12h2",
  file: "M4 1.500h5l3.500 3.500v8A1.500 1.500 0 0 1 11 14.500H4A1.500 1.500 0 0 1 2.500 13V3A1.500 1.500 0 0 1 4 1.500M9 1.500V5h3.500",
  close: "m4 4 8 8M12 4l-8 8",
  save: "M8 2.500v7.500M4.500 7 8 10.500 11.500 7M3 13.500h10",
  down: "M8 3v10M4 9l4 4 4-4",
  speak:
    "M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13M1.500 8h13M8 1.500c-4 4-4 9 0 13 4-4 4-9 0-13",
} as const;

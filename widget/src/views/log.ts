import type { WidgetAttachment, WidgetEvent } from "@amends/server/contract";
import { drawings, h, iconButton, linked, say } from "../dom.ts";
import { draw } from "../drawing.ts";
import type { State } from "../state.ts";
import { type Line, linesOf } from "../talk.ts";
import { clockTime, dayName, duration, fileSize, fill } from "../when.ts";

export interface LogActs {
  retry(clientId: string): void;
  discard(clientId: string): void;
}

interface Row {
  signature: string;
  node: HTMLElement;
}

/** The messages. Rows keep their nodes while they are true, so that nothing is read aloud twice or loses its place. */
export function createLog(acts: LogActs) {
  const node = h("div", { class: "log", role: "log", "aria-live": "off" });
  const rows = new Map<string, Row>();

  function update(state: State): void {
    node.setAttribute("aria-label", state.words.log);
    const lines = linesOf(state.talk, state.outbox, Date.now());
    const kept = new Set(lines.map(({ key }) => key));
    for (const [key, { node: old }] of rows)
      if (!kept.has(key)) {
        old.remove();
        rows.delete(key);
      }
    let before: Element | null = null;
    for (const line of lines) {
      const row = rowFor(line, state);
      const place: Element | null = before ? before.nextElementSibling : node.firstElementChild;
      if (place !== row.node) node.insertBefore(row.node, place);
      before = row.node;
    }
    // What was said before the log was opened is not read aloud, what comes now is.
    if (state.talk || state.outbox.length > 0) queueMicrotask(() => node.setAttribute("aria-live", "polite"));
  }

  function rowFor(line: Line, state: State): Row {
    const signature = `${state.language} ${state.line} ${JSON.stringify(line)}`;
    const known = rows.get(line.key);
    if (known?.signature === signature) return known;
    const fresh = { signature, node: paint(line, state, acts) };
    if (known) adopt(known.node, fresh.node);
    const row = known ? { signature, node: known.node } : fresh;
    rows.set(line.key, row);
    return row;
  }
  return { node, update };
}

/** The same row with other words: only what differs is touched. */
function adopt(old: HTMLElement, fresh: HTMLElement): void {
  old.className = fresh.className;
  const [oldText, freshText] = [old.querySelector(".t"), fresh.querySelector(".t")];
  const [oldMark, freshMark] = [old.querySelector(".st"), fresh.querySelector(".st")];
  const sameText = oldText && freshText && oldText.textContent === freshText.textContent;
  const sameFiles = old.querySelectorAll(".file").length === fresh.querySelectorAll(".file").length;
  if (sameText && sameFiles) {
    if (oldMark && freshMark) oldMark.replaceWith(freshMark);
    else if (freshMark) old.append(freshMark);
    else oldMark?.remove();
  } else old.replaceChildren(...fresh.childNodes);
}

function paint(line: Line, state: State, acts: LogActs): HTMLElement {
  const { words, language } = state;
  if (line.kind === "day") return h("p", { class: "sys day" }, dayName(language, line.at, Date.now()));
  if (line.kind === "event") return h("p", { class: "sys" }, eventWords(line.message.event, state));
  if (line.kind === "unsent") return unsent(line, state, acts);
  const { message } = line;
  const at = Date.parse(message.at);
  const said = message.name ?? words.someone;
  // A program says that it is one.
  const name = message.from === "bot" ? fill(words.automatic, { name: said }) : said;
  const mark =
    line.kind === "mine" && line.mark ? fill(words[line.mark], { time: clockTime(language, at) }) : null;
  return h(
    "div",
    { class: line.kind === "mine" ? "m me" : "m us" },
    line.kind === "theirs" && (line.first ? h("p", { class: "n" }, name) : h("span", { class: "sr" }, name)),
    line.kind === "mine" && h("span", { class: "sr" }, words.me),
    message.text !== "" &&
      h("p", { class: "t", dir: "auto", title: clockTime(language, at) }, ...linked(message.text)),
    ...message.attachments.map((file) => fileNode(file, state)),
    mark && h("p", { class: "st", "aria-live": "off" }, mark),
  );
}

function unsent({ entry }: Extract<Line, { kind: "unsent" }>, state: State, acts: LogActs): HTMLElement {
  const { words } = state;
  const failed = entry.state === "failed";
  const isDown = state.line === "lost" || !navigator.onLine;
  const mark = failed
    ? h(
        "p",
        { class: "st bad" },
        `${words[entry.why ?? "failed_refused"]} `,
        h(
          "button",
          { type: "button", class: "link", onclick: () => acts.retry(entry.client_id) },
          words.retry,
        ),
        " ",
        h(
          "button",
          { type: "button", class: "link", onclick: () => acts.discard(entry.client_id) },
          words.discard,
        ),
      )
    : h("p", { class: "st", "aria-live": "off" }, words[isDown ? "waits" : "sending"]);
  return h(
    "div",
    { class: `m me ${failed ? "failed" : "unsent"}` },
    h("span", { class: "sr" }, words.me),
    entry.text !== "" && h("p", { class: "t", dir: "auto" }, ...linked(entry.text)),
    ...entry.attachments.map((file) => fileNode(file, state)),
    mark,
  );
}

/** Pictures as pictures, unless the page's policy forbids them; then, and for all else, name and size. */
function fileNode(file: WidgetAttachment, { words, language, desk }: State): HTMLElement {
  const url = new URL(file.url.replace(/^\//, ""), desk).href;
  const size = fileSize(language, file.size);
  const link = h(
    "a",
    {
      class: "file",
      href: url,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": fill(words.file, { name: file.name, size }),
    },
    draw(drawings.file),
    h("span", { dir: "auto" }, file.name),
    h("small", {}, size),
  );
  if (!/^image\/(png|jpeg|gif|webp|avif)$/.test(file.media_type)) return link;
  const picture = h("img", {
    src: url,
    alt: file.name,
    loading: "lazy",
    width: file.width,
    height: file.height,
  });
  const frame = h(
    "a",
    { class: "file pic", href: url, target: "_blank", rel: "noopener noreferrer" },
    picture,
  );
  picture.addEventListener("error", () => frame.replaceWith(link));
  return frame;
}

export function eventWords(event: WidgetEvent | null, { words, language, config }: State): string {
  if (event?.type === "joined") {
    if (event.waited_ms === null) return fill(words.joined, { name: event.name });
    return fill(words.joined_waited, {
      name: event.name,
      duration: duration(words, language, event.waited_ms),
    });
  }
  if (event?.type === "address")
    return fill(words[config?.mail ? "address_left" : "address_kept"], { email: event.email });
  return event ? words[event.type] : "";
}

/** Who is writing now: one line that stays in its place. */
export function createTyping() {
  const node = h("p", { class: "typing", "aria-live": "off" });
  return {
    node,
    update({ typing, words }: State): void {
      say(node, typing === null ? "" : fill(words.typing, { name: typing || words.someone }));
    },
  };
}

/** Shown when something came while the visitor reads further up. */
export function createToNewest(press: () => void) {
  const button = iconButton("", drawings.down, press, "newer");
  button.hidden = true;
  return button;
}

import type { Acts } from "../acts.ts";
import { h, say, setAttribute, show } from "../dom.ts";
import { isFresh, type Store } from "../state.ts";
import { fill } from "../when.ts";
import { createAddress } from "./address.ts";
import { createComposer } from "./composer.ts";
import { createDevice } from "./device.ts";
import { createHeader, expectationWords } from "./header.ts";
import { createLog, createToNewest, createTyping } from "./log.ts";
import { createVerdict } from "./verdict.ts";
import { createWaiting, createWays } from "./waiting.ts";

const narrow = "(max-width: 480px)";

/** The open window: put together once, then only told of changes. */
export function createPanel(store: Store, acts: Acts) {
  const header = createHeader(acts);
  const log = createLog(acts);
  const typing = createTyping();
  const waiting = createWaiting();
  const ways = createWays(acts.showSheet);
  const verdict = createVerdict(acts);
  const address = createAddress(acts);
  const device = createDevice(acts);
  const composer = createComposer(acts);
  const greeting = h("p", { class: "hello" });
  const soon = h("p", { class: "soon" });
  const earlier = h("button", { type: "button", class: "link mid", onclick: acts.earlier });
  const talk = h(
    "div",
    { class: "talk" },
    earlier,
    greeting,
    soon,
    log.node,
    typing.node,
    waiting.node,
    ways.node,
    verdict.node,
  );
  const body = h("div", { class: "body", tabindex: -1 }, talk, address.node, device.node);
  const toNewest = createToNewest(() => scrollDown(true));
  const drop = h("p", { class: "drop", hidden: true });
  const node = h(
    "section",
    { class: "w", role: "dialog", hidden: true },
    header.node,
    body,
    toNewest,
    composer.node,
    drop,
  );
  let atEnd = true;

  body.addEventListener("scroll", () => {
    atEnd = body.scrollHeight - body.scrollTop - body.clientHeight < 48;
    if (atEnd) show(toNewest, false);
  });
  new ResizeObserver(() => atEnd && scrollDown(false)).observe(talk);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!header.closeMenu()) store.get().sheet ? acts.showSheet(null) : acts.close();
      event.preventDefault();
    } else if (event.key === "Tab" && matchMedia(narrow).matches) keepInside(node, event);
    // The page's own shortcuts see only our element, not that somebody is typing in it.
    event.stopPropagation();
  });
  for (const type of ["keyup", "keypress"]) node.addEventListener(type, (event) => event.stopPropagation());
  takeDrops(node, drop, acts);

  function scrollDown(byPerson: boolean): void {
    body.scrollTo({ top: body.scrollHeight });
    if (byPerson) composer.input.focus();
  }

  store.subscribe((state, before) => {
    const { words, config, talk: now } = state;
    setAttribute(node, "lang", state.language);
    setAttribute(node, "aria-label", fill(words.title, { shop: config?.name ?? "" }));
    setAttribute(node, "aria-modal", matchMedia(narrow).matches ? "true" : null);
    show(talk, state.sheet === null);
    show(composer.node, state.sheet === null);
    show(earlier, Boolean(now?.earlier));
    say(earlier, words.earlier);
    say(greeting, config?.greeting || words.greeting);
    const isNew = isFresh(state);
    show(greeting, isNew);
    say(soon, expectationWords(state));
    show(soon, isNew && soon.textContent !== "");
    say(drop, words.drop);
    const wasAtEnd = atEnd;
    for (const view of [header, log, typing, waiting, ways, verdict, address, device, composer])
      view.update(state);
    for (const name of ["aria-label", "title"]) setAttribute(toNewest, name, words.newer);
    const hasNews = now?.messages.at(-1)?.id !== before.talk?.messages.at(-1)?.id;
    if (state.outbox.length > before.outbox.length || (hasNews && wasAtEnd)) scrollDown(false);
    else if (hasNews && before.talk) show(toNewest, true);
    if (state.sheet !== before.sheet) focusSheet();
  });

  function focusSheet(): void {
    const { sheet, open } = store.get();
    if (!open) return;
    body.scrollTo({ top: sheet ? 0 : body.scrollHeight });
    if (sheet === "address") address.focus();
    else if (sheet === "device") device.focus();
    else composer.input.focus();
  }
  return { node, composer, address, isAtEnd: () => atEnd, scrollDown: () => scrollDown(false) };
}

/** On a phone the window is the whole screen, so Tab stays in it. */
function keepInside(node: HTMLElement, event: KeyboardEvent): void {
  const all = [...node.querySelectorAll<HTMLElement>("button, input, textarea, select, a[href]")].filter(
    (each) => each.getClientRects().length > 0 && each.tabIndex >= 0,
  );
  const root = node.getRootNode() as ShadowRoot;
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (root.activeElement !== edge) return;
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
  event.preventDefault();
}

function takeDrops(node: HTMLElement, drop: HTMLElement, acts: Acts): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
  node.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(drop, true);
  });
  node.addEventListener("dragleave", (event) => {
    if (!node.contains(event.relatedTarget as Node | null)) show(drop, false);
  });
  node.addEventListener("drop", (event) => {
    show(drop, false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    acts.addFiles(event.dataTransfer?.files ?? []);
  });
}

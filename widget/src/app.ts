import type { TalkState, VisitorSign } from "@amends/server/contract";
import { addStyles } from "./add-styles.ts";
import { deskAt } from "./desk.ts";
import { createActs } from "./doing.ts";
import type { App, Handle, Words } from "./handle.ts";
import { createLine } from "./line.ts";
import { panelCss } from "./panel-css.ts";
import { createSender } from "./sender.ts";
import { createSessions } from "./session.ts";
import { watchShelf } from "./shelf.ts";
import { createStore } from "./state.ts";
import { newlyRead, withMessage } from "./talk.ts";
import { accentCss, followTheme } from "./tones.ts";
import { createUploads } from "./uploads.ts";
import { createPanel } from "./views/panel.ts";

/** Puts the widget together behind its button. */
export function mount(handle: Handle, words: Words): App {
  const { root, button, shelf, inbox } = handle;
  const store = createStore({
    desk: handle.desk,
    words,
    language: handle.language,
    config: null,
    talk: null,
    outbox: [],
    uploads: [],
    line: "none",
    typing: null,
    open: false,
    sheet: null,
    notice: null,
    sendWhenUploaded: false,
    sent: 0,
  });
  const desk = deskAt(handle.desk, inbox, () => sessions.token());
  const sessions = createSessions(
    () => desk,
    shelf,
    () => store.get().language,
  );
  const line = createLine({
    url: () => desk.socketUrl,
    token: sessions.token,
    fetchTalk: () => desk.talk(),
    tell: hear,
    changed: (state) => store.set({ line: state }),
  });
  const sender = createSender(desk, sessions, shelf, {
    get: () => store.get().outbox,
    set: (outbox) => store.set({ outbox }),
    accepted({ message, state }) {
      const talk = store.get().talk ?? { messages: [], earlier: null, state };
      store.set({ talk: withMessage(talk, message, state) });
      sessions.touch(state);
      line.start();
    },
  });
  const uploads = createUploads(desk, sessions, store, () => acts.uploadsChanged());
  const acts = createActs({ handle, store, desk, sessions, line, sender, uploads, close, restart });
  const panel = createPanel(store, acts);

  /** What the desk tells. */
  function hear(sign: VisitorSign): void {
    const { talk } = store.get();
    if (sign.sign === "talk") store.set({ talk: sign.talk, typing: null });
    else if (sign.sign === "message") {
      const isTheirs = sign.message.from !== "visitor";
      if (talk)
        store.set({
          talk: withMessage(talk, sign.message, sign.state),
          ...(isTheirs ? { typing: null } : {}),
        });
    } else if (sign.sign === "state" && talk) store.set({ talk: { ...talk, state: sign.state } });
    else if (sign.sign === "typing") showTyping(sign.name);
    else if (sign.sign === "ended") {
      sessions.forget();
      const { words: said } = store.get();
      const isMoved = sign.reason === "moved";
      store.set({ talk: null, notice: said[isMoved ? "ended_moved" : "ended"] ?? null });
      if (isMoved && store.get().open) store.set({ sheet: "device" });
    }
    const state = store.get().talk?.state;
    if (state) sessions.touch(state);
  }

  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  function showTyping(name: string | null): void {
    clearTimeout(typingTimer);
    store.set({ typing: name });
    if (name !== null) typingTimer = setTimeout(() => store.set({ typing: null }), 8000);
  }

  /** Read is what was on the screen of somebody who had it before them. */
  function markRead(): void {
    const { talk, open } = store.get();
    if (!open || !talk || document.visibilityState !== "visible" || !panel.isAtEnd()) return;
    const until = newlyRead(talk);
    if (!until) return;
    const state: TalkState = { ...talk.state, read_until: until, unread: 0 };
    store.set({ talk: { ...talk, state } });
    if (!line.push({ do: "read", until })) void desk.read(until).catch(() => {});
  }

  async function fetchConfig(): Promise<void> {
    try {
      const config = await desk.config();
      shelf.write("colour", config.colour);
      addStyles(root, accentCss(handle.color ?? config.colour), handle.nonce);
      store.set({ config });
    } catch {
      if (store.get().open) store.set({ notice: store.get().words.unreachable ?? null });
      setTimeout(() => void fetchConfig(), 5000);
    }
  }

  function restart(): void {
    store.set({ talk: null, typing: null });
    if (sessions.token()) line.restart();
    else line.stop();
  }

  function open(byPerson: boolean): void {
    if (store.get().open) return;
    panel.node.hidden = false;
    button.hidden = true;
    button.ariaExpanded = "true";
    store.set({ open: true });
    panel.composer.fit();
    panel.scrollDown();
    if (byPerson || isAskedByPerson()) panel.composer.input.focus({ preventScroll: true });
    handle.emit("open");
  }

  function close(): void {
    if (!store.get().open) return;
    const hadFocus = panel.node.contains(root.activeElement);
    panel.node.hidden = true;
    button.hidden = false;
    button.ariaExpanded = "false";
    store.set({ open: false, sheet: null, notice: null });
    if (hadFocus) button.focus({ preventScroll: true });
    handle.emit("close");
  }

  let unread = -1;
  store.subscribe(({ talk }) => {
    const count = talk?.state.unread ?? 0;
    if (count !== unread && talk) {
      unread = count;
      handle.setUnread(count);
      handle.emit("unread", count);
    }
    markRead();
  });
  document.addEventListener("visibilitychange", markRead);
  panel.node.addEventListener("focusin", markRead);
  watchShelf(inbox, (name) => {
    if (name === "session" && sessions.reread()) restart();
  });

  addStyles(root, panelCss, handle.nonce);
  followTheme(panel.node, (root.host as HTMLElement).dataset.theme);
  addStyles(root, accentCss(handle.color ?? shelf.read<string>("colour")), handle.nonce);
  root.append(panel.node);
  panel.composer.input.value = acts.draft();
  void fetchConfig();
  sender.restore();
  if (sessions.token()) line.start();
  if (handle.key) void acts.resume({ key: handle.key });
  store.set({});
  return {
    open,
    close,
    identify(token) {
      if (!sessions.identify(token)) return;
      // Known by a signed word now: what belongs to that person is fetched under a session of theirs.
      if (token === null) restart();
      else void sessions.need().then(restart, () => {});
    },
    prefill({ text, name, email }) {
      if (text && panel.composer.input.value === "") panel.composer.input.value = text;
      panel.address.prefill({ name, email });
    },
  };
}

/** The page's own button was pressed. Somebody who is writing elsewhere keeps the focus in any case. */
function isAskedByPerson(): boolean {
  const at = document.activeElement;
  const isWriting = at?.matches("input, textarea, select, [contenteditable]") ?? false;
  return !isWriting && (navigator.userActivation?.isActive ?? false);
}

import type { Acts } from "../acts.ts";
import { h, say, setAttribute, show } from "../dom.ts";
import type { State } from "../state.ts";
import { clockTime, fill } from "../when.ts";
import { actButton, field } from "./forms.ts";

/** From this device to another by a link, and from another to this one by a code that is mailed. */
export function createDevice(acts: Acts) {
  const back = h("button", { type: "button", class: "plain", onclick: () => acts.showSheet(null) });
  const link = createLinkPart(acts);
  const code = createCodePart(acts);
  const notice = h("p", { class: "s", role: "status" });
  const node = h("div", { class: "sheet" }, notice, link.node, code.node, h("p", { class: "row" }, back));
  return {
    node,
    focus: link.focus,
    update(state: State): void {
      show(node, state.sheet === "device");
      say(back, state.words.back);
      say(notice, state.sheet === "device" ? (state.notice ?? "") : "");
      link.update(state);
      code.update(state);
    },
  };
}

function createLinkPart(acts: Acts) {
  const title = h("h2");
  const hint = h("p", { class: "s", role: "status" });
  const url = h("input", { type: "text", readonly: true, hidden: true, dir: "ltr" });
  const make = h("button", { type: "button", class: "act" });
  let made: { url: string; until: number } | null = null;
  let state: State;
  make.addEventListener("click", async () => {
    if (made) return copy();
    const answer = await acts.makeLink();
    if ("problem" in answer) return say(hint, state.words[answer.problem]);
    made = answer;
    url.value = answer.url;
    update(state);
    url.focus();
    url.select();
  });
  async function copy(): Promise<void> {
    url.select();
    await navigator.clipboard.writeText(url.value).catch(() => document.execCommand("copy"));
    say(hint, state.words.copied);
  }
  function update(next: State): void {
    state = next;
    const { words, language, talk, sheet } = state;
    if (sheet !== "device") made = null;
    const hasTalk = (talk?.state.status ?? "none") !== "none";
    say(title, words.link_title);
    show(make, hasTalk);
    show(url, made !== null);
    setAttribute(url, "aria-label", words.link_title);
    say(make, words[made ? "copy" : "link_make"]);
    if (made && hint.textContent !== words.copied)
      say(hint, fill(words.link_hint, { time: clockTime(language, made.until) }));
    else if (!made) say(hint, hasTalk ? "" : words.link_nothing);
  }
  return { node: h("section", {}, title, url, hint, make), update, focus: () => make.focus() };
}

function createCodePart(acts: Acts) {
  const title = h("h2");
  const email = field({ type: "email", autocomplete: "email", inputmode: "email", maxlength: 320 });
  const digits = field({
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: 6,
    dir: "ltr",
  });
  const hint = h("p", { class: "s", role: "status" });
  const go = actButton();
  const node = h("form", { novalidate: true }, title, email.node, hint, digits.node, go.node);
  let sentUntil: number | null = null;
  let state: State;
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = email.input.value.trim();
    if (sentUntil === null) {
      if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) return email.complain(state.words.address_bad);
      const answer = await go.during(acts.requestCode(address));
      if ("problem" in answer) return email.complain(state.words[answer.problem]);
      sentUntil = answer.until;
      update(state);
      return digits.input.focus();
    }
    const code = digits.input.value.replace(/\D/g, "");
    const problem = code.length === 6 ? await go.during(acts.resume({ email: address, code })) : "code_bad";
    if (problem) digits.complain(state.words[problem]);
  });
  email.input.addEventListener("input", () => {
    sentUntil = null;
    update(state);
  });
  function update(next: State): void {
    state = next;
    const { words, language, config, sheet } = state;
    if (sheet !== "device") {
      sentUntil = null;
      digits.input.value = "";
    }
    show(node, config?.mail === true);
    say(title, words.code_title);
    email.label(words.address_label);
    digits.label(words.code_label);
    show(digits.node, sentUntil !== null);
    say(hint, sentUntil === null ? "" : fill(words.code_sent, { time: clockTime(language, sentUntil) }));
    go.label(words[sentUntil === null ? "code_send" : "code_go"]);
  }
  return { node, update };
}

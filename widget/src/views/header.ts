import type { Acts } from "../acts.ts";
import { drawings, h, iconButton, say, setAttribute, show } from "../dom.ts";
import { draw } from "../drawing.ts";
import { type Language, languages } from "../language.ts";
import type { Sheet, State } from "../state.ts";
import { clockTime, fill, moment, rangeSentence } from "../when.ts";

const ownNames: Record<Language, string> = {
  en: "English",
  nl: "Nederlands",
  sv: "Svenska",
  it: "Italiano",
  de: "Deutsch",
};

export function createHeader(acts: Acts) {
  const name = h("b");
  const status = h("p", { role: "status" });
  const menu = createMenu(acts);
  const close = iconButton("", drawings.collapse, acts.close);
  const node = h(
    "div",
    { class: "top" },
    h("div", { class: "who" }, name, status),
    menu.button,
    close,
    menu.node,
  );

  function update(state: State): void {
    say(name, state.config?.name ?? "");
    say(status, statusWords(state));
    for (const attribute of ["aria-label", "title"]) setAttribute(close, attribute, state.words.collapse);
    menu.update(state);
  }
  return { node, update, closeMenu: menu.close };
}

/** One line: what matters most now. A dead line before anything else. */
function statusWords({ words, language, talk, config, line }: State): string {
  if (line === "lost") return words.lost;
  if (talk?.state.member && talk.state.status === "open")
    return fill(words.helping, { name: talk.state.member });
  const hours = talk?.state.hours ?? config?.hours;
  if (hours?.open && hours.closes_at)
    return fill(words.open_until, { time: clockTime(language, Date.parse(hours.closes_at)) });
  if (hours && !hours.open && hours.opens_at)
    return fill(words.opens, { when: moment(language, Date.parse(hours.opens_at), Date.now()) });
  return "";
}

/** What a newcomer may count on: when we are back, or how long it usually takes; nothing when nothing is known. */
export function expectationWords({ words, language, config }: State): string {
  const { hours, expectation } = config ?? {};
  if (hours && !hours.open)
    return hours.opens_at
      ? fill(words.closed, { when: moment(language, Date.parse(hours.opens_at), Date.now()) })
      : words.closed_open_end;
  if (!expectation) return "";
  const { sentence, value } = rangeSentence(words, language, expectation, "expect");
  return `${sentence.replace("{range}", value)}.`;
}

function createMenu(acts: Acts) {
  const button = iconButton("", drawings.more, () => toggle(!isOpen));
  const item = (drawing: string, press: () => void) => {
    const text = h("span");
    const press_ = () => {
      toggle(false);
      press();
    };
    return { node: h("button", { type: "button", onclick: press_ }, draw(drawing), text), text };
  };
  const sheet = (name: Sheet) => () => acts.showSheet(name);
  const mail = item(drawings.mail, sheet("address"));
  const device = item(drawings.device, sheet("device"));
  const save = item(drawings.save, acts.saveTranscript);
  const choice = h("select", { onchange: () => acts.speak(choice.value as Language) });
  for (const code of languages) choice.append(h("option", { value: code, lang: code }, ownNames[code]));
  const language = h("label", {}, draw(drawings.speak), h("span"), choice);
  const node = h("div", { class: "menu", id: "menu" }, mail.node, device.node, save.node, language);
  let isOpen = false;
  setAttribute(button, "aria-controls", "menu");
  toggle(false);

  function toggle(open: boolean): void {
    isOpen = open;
    show(node, open);
    setAttribute(button, "aria-expanded", String(open));
    if (open) mail.node.focus();
  }

  function update({ words, language: spoken, config, talk }: State): void {
    for (const attribute of ["aria-label", "title"]) setAttribute(button, attribute, words.more);
    say(mail.text, words[config?.mail ? "by_mail" : "by_address"]);
    say(device.text, words.device);
    say(save.text, words.transcript);
    show(save.node, (talk?.messages.length ?? 0) > 0);
    say(language.querySelector("span")!, words.language);
    choice.value = spoken;
  }
  return {
    button,
    node,
    update,
    /** Whether there was something to close. */
    close(): boolean {
      const was = isOpen;
      toggle(false);
      if (was) button.focus();
      return was;
    },
  };
}

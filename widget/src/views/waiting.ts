import type { Waiting } from "@amends/server/contract";
import { drawings, h, say, show, withStrong } from "../dom.ts";
import { draw } from "../drawing.ts";
import type { Word } from "../handle.ts";
import { isFresh, type Sheet, type State } from "../state.ts";
import { dotsOf } from "../talk.ts";
import { before, fill, moment, rangeSentence } from "../when.ts";

/**
 * The visitor's place, said honestly: the place in words, a range only where recent waits allow one, why it takes
 * long, and that closing the window costs nothing. The line of dots is the same picture; it moves, nobody jumps.
 */
export function createWaiting() {
  const big = h("p", { class: "big" });
  const range = h("p", { class: "rng" });
  const why = h("p", { class: "s" });
  const line = createLine();
  const node = h("div", { class: "pos", role: "status", "aria-atomic": "true" }, big, range, line.node, why);
  let saidRange = "";

  function update(state: State): void {
    const { words, language } = state;
    const waiting = state.talk?.state.waiting ?? null;
    show(node, waiting !== null);
    if (!waiting) return;
    say(big, placeWords(waiting, state));
    const { sentence, value } = waiting.range
      ? rangeSentence(words, language, waiting.range, "range")
      : { sentence: "", value: "" };
    show(range, sentence !== "");
    if (saidRange !== sentence + value) range.replaceChildren(...withStrong(sentence, "{range}", value));
    saidRange = sentence + value;
    say(why, [whyWords(waiting, state), words.kept].filter(Boolean).join(" "));
    line.update(waiting, state);
  }
  return { node, update };
}

function placeWords({ place, reason }: Waiting, { words }: State): string {
  if (place === null || reason === "closed") return words.place_unknown;
  return words[`place_${place}` as Word] ?? fill(words.place_n, { place });
}

function whyWords({ reason }: Waiting, { words, language, talk, config }: State): string {
  if (reason === "busier") return words.busier;
  if (reason !== "closed") return "";
  const opensAt = talk?.state.hours?.opens_at ?? config?.hours?.opens_at;
  if (!opensAt) return words.closed_open_end;
  return fill(words.closed, { when: moment(language, Date.parse(opensAt), Date.now()) });
}

function createLine() {
  const dots = h("div", { class: "dots" });
  const you = h("i", { class: "d you" });
  const youWord = h("span", { class: "lab" });
  const personWord = h("span", { class: "lab r" });
  dots.append(you, h("i", { class: "end" }), youWord, personWord);
  const others: HTMLElement[] = [];

  function update({ place, behind, reason }: Waiting, { words }: State): void {
    show(dots, place !== null && reason !== "closed");
    if (place === null) return;
    const { you: at, ahead, after } = dotsOf(place, behind);
    const wanted = [
      ...ahead.map((x) => ({ x, className: "d" })),
      ...after.map((x) => ({ x, className: "d f" })),
    ];
    while (others.length > wanted.length) others.pop()?.remove();
    for (const [index, { x, className }] of wanted.entries()) {
      const dot = others[index] ?? h("i");
      if (!others[index]) {
        others.push(dot);
        dots.prepend(dot);
      }
      dot.className = className;
      dot.style.insetInlineStart = `${x}%`;
    }
    for (const each of [you, youWord]) each.style.insetInlineStart = `${at}%`;
    say(youWord, words.you);
    say(personWord, words.person);
    // Next to the line there is no room for both words.
    show(personWord, at < 70);
  }
  const node = h("div", { class: "line", "aria-hidden": "true" }, dots);
  return { node, update };
}

/** Other ways than waiting, each with its own honest time. Always there. */
export function createWays(open: (sheet: Sheet) => void) {
  const title = h("p", { class: "or" });
  const mail = way(drawings.mail, () => open("address"));
  const device = way(drawings.device, () => open("device"));
  const node = h("div", { class: "ways" }, title, h("ul", { class: "opt" }, mail.node, device.node));

  function update(all: State): void {
    const { words, language, talk, config } = all;
    const state = talk?.state;
    const isNew = isFresh(all);
    // Not before it is known what they promise: words that change their length would push the rest about.
    show(node, config !== null && (isNew || Boolean(state?.waiting)));
    show(title, !isNew);
    say(title, words.or);
    const answerBy = state?.waiting?.answer_by ?? config?.answer_by;
    const hasMail = Boolean(config?.mail && answerBy);
    mail.update(
      words[hasMail ? "by_mail" : "by_address"],
      hasMail ? before(words, language, Date.parse(answerBy!), Date.now()) : words.by_address_why,
    );
    show(mail.node, !state?.visitor.email);
    show(device.node, !isNew || config?.mail === true);
    device.update(
      isNew ? words.elsewhere : words.device,
      words[config?.mail ? "device_why" : "device_link_why"],
    );
  }
  return { node, update };
}

function way(drawing: string, press: () => void) {
  const name = h("b");
  const detail = h("i");
  const button = h(
    "button",
    { type: "button", onclick: press },
    h("span", { class: "k" }, draw(drawing)),
    h("span", { class: "two" }, name, detail),
    draw(drawings.next),
  );
  const node = h("li", {}, button);
  return {
    node,
    update(title: string, subtitle: string): void {
      say(name, title);
      say(detail, subtitle);
    },
  };
}

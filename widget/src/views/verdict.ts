import type { Acts } from "../acts.ts";
import { h, say, show } from "../dom.ts";
import type { State } from "../state.ts";

/** Asked once somebody closed the question as answered; "not yet" opens it again. */
export function createVerdict(acts: Acts) {
  const question = h("span", { id: "asked" });
  const yes = h("button", { type: "button", onclick: () => acts.judge(true) });
  const notYet = h("button", { type: "button", onclick: () => acts.judge(false) });
  const ask = h("div", { class: "ask", role: "group", "aria-labelledby": "asked" }, question, yes, notYet);
  const answer = h("p", { class: "sys", role: "status" });

  function update({ words, talk }: State): void {
    const verdict = talk?.state.verdict ?? null;
    show(ask, verdict === "asked");
    say(question, words.verdict);
    say(yes, words.yes);
    say(notYet, words.not_yet);
    say(answer, verdict === "yes" ? words.thanks : verdict === "not_yet" ? words.again : "");
    show(answer, answer.textContent !== "");
  }
  return { node: h("div", { class: "verdict" }, ask, answer), update };
}

import type { Acts } from "../acts.ts";
import { h, say, show } from "../dom.ts";
import type { State } from "../state.ts";
import { before, fill } from "../when.ts";
import { actButton, field } from "./forms.ts";

/** Leaving an address: always possible, also with nobody there and nothing written yet. */
export function createAddress(acts: Acts) {
  const title = h("h2", { tabindex: -1 });
  const hint = h("p", { class: "s" });
  const question = field({ rows: 3, dir: "auto", maxlength: 10_000 }, true);
  const email = field({
    type: "email",
    name: "email",
    autocomplete: "email",
    inputmode: "email",
    maxlength: 320,
  });
  const name = field({ type: "text", name: "name", autocomplete: "name", maxlength: 200, dir: "auto" });
  const save = actButton();
  const back = h("button", { type: "button", class: "plain", onclick: () => acts.showSheet(null) });
  const node = h(
    "form",
    { class: "sheet", novalidate: true },
    title,
    question.node,
    email.node,
    name.node,
    hint,
    h("p", { class: "row" }, save.node, back),
  );
  let state: State;

  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = state.words;
    if (needsQuestion(state) && question.input.value.trim() === "")
      return question.complain(words.question_bad);
    if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email.input.value.trim()))
      return email.complain(words.address_bad);
    const given = [email.input.value.trim(), name.input.value.trim(), question.input.value.trim()] as const;
    const problem = await save.during(acts.leaveAddress(...given));
    if (problem) email.complain(words[problem]);
    else question.input.value = "";
  });

  function update(next: State): void {
    state = next;
    const { words, language, config, talk } = state;
    show(node, state.sheet === "address");
    show(question.node, needsQuestion(state));
    const answerBy = talk?.state.waiting?.answer_by ?? config?.answer_by;
    say(title, words[config?.mail ? "by_mail" : "by_address"]);
    question.label(words.question_label);
    email.label(words.address_label);
    name.label(words.name_label);
    say(
      hint,
      config?.mail && answerBy
        ? fill(words.address_hint, { when: before(words, language, Date.parse(answerBy), Date.now()) })
        : words.address_hint_kept,
    );
    save.label(words.address_save);
    say(back, words.back);
    if (email.input.value === "" && talk?.state.visitor.email) email.input.value = talk.state.visitor.email;
  }
  return {
    node,
    update,
    focus: () => (question.node.hidden ? email.input : question.input).focus(),
    prefill(fields: { email?: string | undefined; name?: string | undefined }) {
      if (fields.email) email.input.value = fields.email;
      if (fields.name) name.input.value = fields.name;
    },
  };
}

function needsQuestion({ talk, outbox }: State): boolean {
  return outbox.length === 0 && !talk?.messages.some(({ from }) => from === "visitor");
}

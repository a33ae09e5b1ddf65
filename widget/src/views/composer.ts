import type { Acts } from "../acts.ts";
import { drawings, h, iconButton, say, setAttribute, show } from "../dom.ts";
import { draw } from "../drawing.ts";
import type { State, Upload } from "../state.ts";
import { fileSize, fill } from "../when.ts";

const uploadLimit = 25 * 1024 * 1024;
const textLimit = 10_000;

/** Where the visitor writes. Enter sends; with a finger on glass it makes a new line, because there Send is near. */
export function createComposer(acts: Acts) {
  const input = h("textarea", { rows: 1, dir: "auto", autocomplete: "off", "aria-describedby": "note" });
  const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
  const attach = iconButton("", drawings.clip, () => picker.click(), "icon clip");
  const go = h("button", { type: "submit", class: "go" }, draw(drawings.send, 20));
  const note = h("p", { class: "note", id: "note", role: "status" });
  const tray = h("ul", { class: "tray" });
  const form = h("form", {}, h("div", { class: "inp" }, input, attach), go);
  const node = h("div", { class: "foot" }, tray, note, form, picker);
  const chips = createTray(tray, acts);

  const fit = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
  };
  const clear = () => {
    input.value = "";
    fit();
  };
  const submit = () => {
    acts.send(input.value);
    input.focus();
  };
  let sent = 0;
  input.addEventListener("input", () => {
    fit();
    acts.typed(input.value);
  });
  input.addEventListener("keydown", (event) => {
    const wantsLine = event.shiftKey || event.altKey || matchMedia("(pointer: coarse)").matches;
    // 229: the input method of Japanese and others is still composing.
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || wantsLine) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    acts.addFiles(files);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  picker.addEventListener("change", () => {
    acts.addFiles(picker.files ?? []);
    picker.value = "";
    input.focus();
  });

  function update(state: State): void {
    const { words, language, talk, config, uploads } = state;
    if (state.sent !== sent) clear();
    sent = state.sent;
    const limit = config?.upload_limit ?? uploadLimit;
    const label = placeholderOf(state);
    setAttribute(input, "placeholder", label);
    setAttribute(input, "aria-label", label);
    const attachName = fill(words.attach, { limit: fileSize(language, limit) });
    for (const name of ["aria-label", "title"]) setAttribute(attach, name, attachName);
    for (const name of ["aria-label", "title"]) setAttribute(go, name, words.send);
    const tooLong = input.value.length - (config?.text_limit ?? textLimit);
    const waits = state.sendWhenUploaded && uploads.length > 0 ? words.with_files : null;
    say(note, state.notice ?? (tooLong > 0 ? fill(words.too_long, { count: tooLong }) : (waits ?? "")));
    show(note, note.textContent !== "");
    chips(state);
    setAttribute(node, "data-quiet", talk === null);
  }
  return { node, input, update, fit };
}

function placeholderOf({ words, talk }: State): string {
  if (talk?.state.verdict === "not_yet") return words.write_missing;
  return talk?.state.waiting ? words.write_more : words.write;
}

/** Files before they are sent: what they are, how far they have come, and a way to take each out again. */
function createTray(tray: HTMLElement, acts: Acts): (state: State) => void {
  const chips = new Map<string, { node: HTMLElement; update(upload: Upload, state: State): void }>();
  return (state) => {
    const ids = new Set(state.uploads.map(({ id }) => id));
    for (const [id, { node }] of chips)
      if (!ids.has(id)) {
        node.remove();
        chips.delete(id);
      }
    for (const upload of state.uploads) {
      const chip = chips.get(upload.id) ?? createChip(upload, acts);
      if (!chips.has(upload.id)) {
        chips.set(upload.id, chip);
        tray.append(chip.node);
      }
      chip.update(upload, state);
    }
    show(tray, state.uploads.length > 0);
  };
}

function createChip(upload: Upload, acts: Acts) {
  const bar = h("i", { class: "bar" });
  const status = h("small", { role: "status" });
  const remove = iconButton("", drawings.close, () => acts.removeFile(upload.id), "icon x");
  const again = h("button", { type: "button", class: "link", onclick: () => acts.retryFile(upload.id) });
  const picture = upload.preview ? h("img", { src: upload.preview, alt: "" }) : null;
  const drawing = h("span", { class: "k" }, draw(drawings.file));
  picture?.addEventListener("error", () => picture.replaceWith(drawing));
  const words = h("span", { class: "two" }, h("b", { dir: "auto" }, upload.name), status, again);
  const node = h("li", {}, picture ?? drawing, words, remove, bar);
  let told = "";

  function update({ progress, done, failed, size, name }: Upload, { words, language }: State): void {
    const percent = new Intl.NumberFormat(language, { style: "percent" }).format(progress);
    setAttribute(remove, "aria-label", fill(words.remove, { name }));
    setAttribute(remove, "title", fill(words.remove, { name }));
    show(again, failed);
    say(again, words.retry);
    bar.style.transform = `scaleX(${done ? 0 : progress})`;
    setAttribute(node, "class", failed ? "bad" : null);
    const state = failed ? "upload_failed" : done ? "uploaded" : "uploading";
    // Read aloud when it begins and when it ends, not at every percent; seen at every percent.
    if (told !== state) setAttribute(status, "aria-label", fill(words[state], { name, percent }));
    told = state;
    say(
      status,
      failed
        ? fill(words[state], { name })
        : done
          ? fileSize(language, size)
          : `${percent}, ${fileSize(language, size)}`,
    );
  }
  return { node, update };
}

import type { Talk } from "@amends/server/contract";
import type { State } from "./state.ts";
import { eventWords } from "./views/log.ts";
import { fileSize, fill } from "./when.ts";

/** The talk as plain text, as the visitor saw it. Loaded only when somebody asks for it. */
export function transcriptOf(talk: Talk, state: State): string {
  const { words, language, config } = state;
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const shop = config?.name ?? "";
  const parts = talk.messages.map((message) => {
    const at = time.format(Date.parse(message.at));
    if (message.from === "system") return `[${at}] ${eventWords(message.event, state)}`;
    const name = message.from === "visitor" ? words.me : `${message.name ?? words.someone} (${shop})`;
    const files = message.attachments.map((file) =>
      fill(words.file, { name: file.name, size: fileSize(language, file.size) }),
    );
    return [`[${at}] ${name}:`, message.text, ...files].filter(Boolean).join("\n");
  });
  return `${[fill(words.transcript_title, { shop }), ...parts].join("\n\n")}\n`;
}

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

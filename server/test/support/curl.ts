/** One request, as the pages in docs/api write it for a shell. */
export interface CurlRequest {
  /** As it stands on the page, for messages of failures. */
  readonly line: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  /** `--data-binary @name`: the body is a file of that name. */
  readonly file: string | undefined;
  /** `-b jar`: sent with a person's session. */
  readonly hasSession: boolean;
}

type Variables = Record<string, string>;

/** The commands in a page's shell blocks, each on one line, as long as it lasts. */
export function shellLines(page: string): string[] {
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) => commandsOf(block!));
}

/** A command ends with its line, unless a quotation is open or a backslash joins the next. */
function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let command = "";
  for (const line of block.replaceAll("\\\n", " ").split("\n")) {
    command = command === "" ? line : `${command}\n${line}`;
    if (isOpen(command)) continue;
    if (command.trim() !== "") commands.push(command.trim());
    command = "";
  }
  return commands;
}

function isOpen(text: string): boolean {
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === "\\" && quote !== "'") i++;
    else if (quote === "" && (sign === "'" || sign === '"')) quote = sign;
    else if (sign === quote) quote = "";
  }
  return quote !== "";
}

/** `NAME='value'`: what the page sets itself. Values that a program would compute are given by the test. */
export function assignmentIn(line: string): [string, string] | null {
  const [, name, value] = /^([A-Z_0-9]+)='([^']*)'$/.exec(line) ?? [];
  return name && value !== undefined ? [name, value] : null;
}

export function parseCurl(line: string, variables: Variables): CurlRequest {
  const [, ...words] = wordsOf(line, variables);
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let url = "";
  let body: string | undefined;
  let file: string | undefined;
  let hasSession = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const value = () => words[++i] ?? "";
    if (word === "-X") method = value();
    else if (word === "-H") {
      const [name = "", ...rest] = value().split(": ");
      headers[name.toLowerCase()] = rest.join(": ");
    } else if (word === "-d") body = value();
    else if (word === "--data-binary") file = value().replace(/^@/, "");
    else if (word === "-b") hasSession = value() === "jar";
    else if (word === "-o") value();
    else if (word.startsWith("-"))
      throw new Error(`The pages use curl's ${word}, which this reader does not know.`);
    else url = word;
  }
  const usual = body === undefined && file === undefined ? "GET" : "POST";
  return { line, method: method ?? usual, url, headers, body, file, hasSession };
}

/** Words as a shell makes them: quotations joined, variables filled in, but for single quotes. */
function wordsOf(line: string, variables: Variables): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const sign = line[i]!;
    if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (sign === "'") {
      const end = line.indexOf("'", i + 1);
      word = (word ?? "") + line.slice(i + 1, end);
      i = end;
    } else if (sign === '"') {
      const [, quoted = ""] = /^"((?:\\.|[^"\\])*)"/s.exec(line.slice(i)) ?? [];
      word = (word ?? "") + fill(quoted, variables).replace(/\\(["\\$])/g, "$1");
      i += quoted.length + 1;
    } else {
      const [bare = ""] = /^[^\s'"]+/.exec(line.slice(i)) ?? [];
      word = (word ?? "") + fill(bare, variables);
      i += bare.length - 1;
    }
  }
  return word === undefined ? words : [...words, word];
}

function fill(text: string, variables: Variables): string {
  return text.replace(/\$([A-Z_0-9]+)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`Nothing before it on the page gives $${name}: ${text}`);
    return value;
  });
}

import { Parser } from "htmlparser2";
import { hiddenSelectors, hides, type Paint, paintOf, plainPaint } from "./html-hiding.ts";

export interface HtmlText {
  text: string;
  /** Characters of words that a reader of the mail would not have seen. */
  hidden: number;
}

/** HTML as a person would type it: lines, lists, quotes, where links lead. Nothing of it is run or fetched. */
export function textOfHtml(html: string): HtmlText {
  const writer = new Writer();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      ontext: (text) => writer.write(text),
      onclosetag: (name) => writer.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html.slice(0, maxHtml));
  return writer.finish();
}

const maxHtml = 2_000_000;
const blocks = new Set(
  "p div table tr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote address article section header footer aside main nav figure form fieldset hr center caption thead tbody".split(
    " ",
  ),
);
const spaced = new Set("p h1 h2 h3 h4 h5 h6 ul ol dl pre table blockquote".split(" "));
const silent = new Set(
  "head title script noscript template svg math select option textarea iframe object audio video".split(" "),
);
const empty = new Set("br hr img input meta link area base col embed source track wbr".split(" "));

interface Open {
  name: string;
  isSilent: boolean;
  isHidden: boolean;
  paint: Paint;
  href: string | null;
  /** Where the words of a link begin. */
  from: number;
  count: number;
}

/** Owns what is open and what has been written. */
class Writer {
  #open: Open[] = [];
  #lines: string[] = [];
  #line = "";
  #quoteDepth = 0;
  #preDepth = 0;
  #needsSpace = false;
  #hidden = 0;
  #sheet: string | null = null;
  #hiddenNames = new Set<string>();

  open(name: string, attributes: Record<string, string>): void {
    const above = this.#open.at(-1);
    if (name === "br") this.#break();
    if (name === "hr") this.#rule();
    if (name === "img" && !above?.isHidden && !above?.isSilent)
      this.write(attributes.alt?.trim() ? `[${attributes.alt.trim()}]` : "");
    if (empty.has(name)) return;
    if (name === "style") this.#sheet = "";
    const style = attributes.style ?? "";
    const legacy = `${attributes.bgcolor ? `background-color:${attributes.bgcolor};` : ""}${name === "font" && attributes.color ? `color:${attributes.color};` : ""}`;
    const paint = above?.paint ?? plainPaint;
    const isHidden =
      above?.isHidden ||
      this.#isNamedHidden(attributes) ||
      hides(`${legacy}${style}`, "hidden" in attributes, paint);
    if (blocks.has(name)) this.#startBlock(name);
    this.#open.push({
      name,
      isSilent: above?.isSilent || silent.has(name) || name === "style",
      isHidden,
      paint: paintOf(`${legacy}${style}`, paint),
      href: name === "a" ? (attributes.href ?? null) : null,
      from: this.#line.length,
      count: 0,
    });
    if (name === "blockquote") this.#quoteDepth++;
    if (name === "pre") this.#preDepth++;
    if (name === "li") this.#listItem();
    if ((name === "td" || name === "th") && this.#line.trim() !== "") this.#line += "  ";
  }

  write(text: string): void {
    const top = this.#open.at(-1);
    if (this.#sheet !== null && top?.name === "style") this.#sheet += text;
    if (top?.isSilent) return;
    if (top?.isHidden) {
      this.#hidden += text.replace(/(?:[\s\u00ad\u200b-\u200f\u2060\ufeff]|\u034f)+/g, "").length;
      return;
    }
    if (this.#preDepth > 0) {
      const [first, ...more] = text.split("\n");
      this.#line += first;
      for (const line of more) {
        this.#break();
        this.#line += line;
      }
      return;
    }
    const folded = text.replace(/[ \t\n\r\f\u00a0]+/g, " ");
    const joined = this.#line === "" || this.#line.endsWith(" ") ? folded.replace(/^ /, "") : folded;
    this.#line += joined;
  }

  close(name: string): void {
    if (empty.has(name)) return;
    const top = this.#open.pop();
    if (!top) return;
    if (name === "style" && this.#sheet !== null) {
      for (const each of hiddenSelectors(this.#sheet)) this.#hiddenNames.add(each);
      this.#sheet = null;
    }
    if (top.href && !top.isHidden && !top.isSilent) this.#linkTarget(top);
    if (blocks.has(name)) this.#endBlock(name);
    if (name === "blockquote") this.#quoteDepth = Math.max(0, this.#quoteDepth - 1);
    if (name === "pre") this.#preDepth = Math.max(0, this.#preDepth - 1);
  }

  finish(): HtmlText {
    this.#endLine();
    const text = this.#lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
    return { text, hidden: this.#hidden };
  }

  #isNamedHidden(attributes: Record<string, string>): boolean {
    if (this.#hiddenNames.size === 0) return false;
    const classes = (attributes.class ?? "").slice(0, 1_000).split(/\s+/);
    return (
      classes.some((each) => this.#hiddenNames.has(`.${each}`)) || this.#hiddenNames.has(`#${attributes.id}`)
    );
  }

  #linkTarget(link: Open): void {
    const href = link.href!.trim();
    const words = this.#line.slice(link.from).trim();
    const isReadable = /^(https?:|mailto:|tel:)/i.test(href) && href.length <= 2_000;
    const target = href.replace(/^(mailto|tel):/i, "");
    const isSaid = words.includes(target) || target.replace(/^https?:\/\//i, "").replace(/\/$/, "") === words;
    if (isReadable && words !== "" && !isSaid) this.#line = `${this.#line.trimEnd()} <${target}>`;
  }

  #listItem(): void {
    const list = this.#open.findLast(({ name }) => name === "ul" || name === "ol");
    if (list) list.count++;
    this.#line = list?.name === "ol" ? `${list.count}. ` : "- ";
  }

  #rule(): void {
    this.#endLine();
    this.#lines.push(this.#quoted("---"));
  }

  #startBlock(name: string): void {
    this.#endLine();
    if (spaced.has(name) && this.#lines.length > 0) this.#needsSpace = true;
  }

  #endBlock(name: string): void {
    this.#endLine();
    if (spaced.has(name)) this.#needsSpace = true;
  }

  #break(): void {
    const top = this.#open.at(-1);
    if (top?.isHidden || top?.isSilent) return;
    const wasEmpty = this.#line.trim() === "";
    this.#endLine();
    if (wasEmpty) this.#lines.push(this.#quoted(""));
  }

  #endLine(): void {
    const line = this.#preDepth > 0 ? this.#line.trimEnd() : this.#line.trim();
    this.#line = "";
    if (line === "") return;
    if (this.#needsSpace) this.#lines.push(this.#quoted(""));
    this.#needsSpace = false;
    this.#lines.push(this.#quoted(line));
  }

  #quoted(line: string): string {
    const depth = Math.min(this.#quoteDepth, 20);
    return depth === 0 ? line : `${">".repeat(depth)} ${line}`.trimEnd();
  }
}

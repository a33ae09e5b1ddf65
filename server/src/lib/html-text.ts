import { Parser } from "htmlparser2";
import { withinDepth } from "./html-depth.ts";
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
  parser.end(withinDepth(html.slice(0, maxHtml)));
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
  /** In pieces, because a line of ten thousand links would be copied for each of them. */
  #line: string[] = [];
  #pending: string[] = [];
  #sheetPaints = false;
  #quoteDepth = 0;
  #preDepth = 0;
  /** How deep in quotations an empty line is due; null: none is. */
  #spaceDepth: number | null = null;
  #hidden = 0;
  #sheet: string | null = null;
  #hiddenNames = new Set<string>();

  write(text: string): void {
    this.#pending.push(text);
  }

  open(name: string, attributes: Record<string, string>): void {
    this.#flush();
    const above = this.#open.at(-1);
    if (name === "br") this.#break();
    if (name === "hr") this.#rule();
    if (name === "img" && attributes.alt?.trim()) this.#pending.push(`[${attributes.alt.trim()}]`);
    if (empty.has(name)) return;
    if (name === "style") this.#sheet = "";
    const style = attributes.style ?? "";
    const legacy = legacyStyle(name, attributes, this.#sheetPaints);
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
    if ((name === "td" || name === "th") && this.#line.length > 0) this.#line.push("  ");
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join("");
    this.#pending = [];
    const top = this.#open.at(-1);
    if (this.#sheet !== null && top?.name === "style") this.#sheet += text;
    if (top?.isSilent) return;
    if (top?.isHidden) {
      this.#hidden += text.replace(/(?:[\s\u00ad\u200b-\u200f\u2060\ufeff]|\u034f)+/g, "").length;
    } else if (this.#preDepth > 0) {
      for (const [i, line] of text.split("\n").entries()) {
        if (i > 0) this.#break();
        this.#line.push(line);
      }
    } else {
      const folded = text.replace(/[ \t\n\r\f\u00a0]+/g, " ");
      const isAfterSpace = this.#line.length === 0 || this.#line.at(-1)!.endsWith(" ");
      const words = isAfterSpace ? folded.replace(/^ /, "") : folded;
      if (words !== "") this.#line.push(words);
    }
  }

  close(name: string): void {
    this.#flush();
    if (empty.has(name)) return;
    const top = this.#open.pop();
    if (!top) return;
    if (name === "style" && this.#sheet !== null) {
      for (const each of hiddenSelectors(this.#sheet)) this.#hiddenNames.add(each);
      this.#sheetPaints ||= /background/i.test(this.#sheet);
      this.#sheet = null;
    }
    if (top.href && !top.isHidden && !top.isSilent) this.#linkTarget(top);
    if (blocks.has(name)) this.#endBlock(name);
    if (name === "blockquote") this.#quoteDepth = Math.max(0, this.#quoteDepth - 1);
    if (name === "pre") this.#preDepth = Math.max(0, this.#preDepth - 1);
  }

  finish(): HtmlText {
    this.#flush();
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
    const words = this.#line.slice(link.from).join("").trim();
    const isReadable = /^(https?:|mailto:|tel:)/i.test(href) && href.length <= 2_000;
    const target = href.replace(/^(mailto|tel):/i, "");
    const isSaid = words.includes(target) || target.replace(/^https?:\/\//i, "").replace(/\/$/, "") === words;
    if (isReadable && words !== "" && !isSaid) this.#line.push(` <${target}>`);
  }

  #listItem(): void {
    const list = this.#open.findLast(({ name }) => name === "ul" || name === "ol");
    if (list) list.count++;
    this.#line = [list?.name === "ol" ? `${list.count}. ` : "- "];
  }

  #rule(): void {
    this.#endLine();
    this.#lines.push(quoted("---", this.#quoteDepth));
  }

  #startBlock(name: string): void {
    this.#endLine();
    if (spaced.has(name) && this.#lines.length > 0) this.#spaceDepth ??= this.#quoteDepth;
  }

  #endBlock(name: string): void {
    this.#endLine();
    if (spaced.has(name)) this.#spaceDepth ??= this.#quoteDepth;
  }

  #break(): void {
    const top = this.#open.at(-1);
    if (top?.isHidden || top?.isSilent) return;
    const count = this.#lines.length;
    this.#endLine();
    if (this.#lines.length === count) this.#lines.push(quoted("", this.#quoteDepth));
  }

  #endLine(): void {
    const whole = this.#line.join("");
    const line = this.#preDepth > 0 ? whole.trimEnd() : whole.trim();
    this.#line = [];
    if (line === "") return;
    if (this.#spaceDepth !== null) this.#lines.push(quoted("", Math.min(this.#spaceDepth, this.#quoteDepth)));
    this.#spaceDepth = null;
    this.#lines.push(quoted(line, this.#quoteDepth));
  }
}

function quoted(line: string, quoteDepth: number): string {
  return quoteDepth === 0 ? line : `${">".repeat(Math.min(quoteDepth, 20))} ${line}`.trimEnd();
}

/** Colours as they were written before style sheets. What a sheet or a picture paints below words is not known. */
function legacyStyle(name: string, attributes: Record<string, string>, sheetPaints: boolean): string {
  const isNamed = sheetPaints && (attributes.class !== undefined || attributes.id !== undefined);
  const paper = attributes.background || isNamed ? "url()" : attributes.bgcolor;
  const ink = name === "font" ? attributes.color : undefined;
  return `${paper ? `background-color:${paper};` : ""}${ink ? `color:${ink};` : ""}`;
}

import sanitizeHtml from "sanitize-html";
import { withinDepth } from "./html-depth.ts";
import { hides, plainPaint } from "./html-hiding.ts";

export interface SafeHtmlParts {
  /** The address of a picture that came with the mail, by its Content-ID; null: it did not. */
  pictures(contentId: string): string | null;
}

/**
 * Hostile HTML as plain formatting, tables, lists and links. The result is shown in a frame without scripts all the same:
 * this is the first of two walls. Pictures from elsewhere keep their address in data-remote until a person asks for them.
 */
export function safeHtml(html: string, { pictures }: SafeHtmlParts): string {
  return sanitizeHtml(withinDepth(html.slice(0, maxHtml)), {
    allowedTags,
    allowedAttributes: {
      a: ["href", "rel", "target", "title"],
      img: ["src", "alt", "title", "width", "height", "data-remote"],
      td: ["colspan", "rowspan", "align", "valign", "width"],
      th: ["colspan", "rowspan", "align", "valign", "width"],
      table: ["align", "width", "border", "cellpadding", "cellspacing"],
      ol: ["start", "type"],
      "*": ["style", "dir", "lang", "data-hidden"],
    },
    allowedStyles: { "*": styles },
    allowedSchemes: ["http", "https", "mailto"],
    // What `pictures` answers, which is ours: a path, or a blob of the page. It is put in after the filter below.
    allowedSchemesByTag: { img: ["http", "https", "blob"] },
    allowProtocolRelative: false,
    disallowedTagsMode: "discard",
    // The words of these are code, not words.
    nonTextTags: [
      "script",
      "style",
      "textarea",
      "option",
      "noscript",
      "title",
      "xmp",
      "iframe",
      "noembed",
      "noframes",
      "template",
      "svg",
      "math",
      "plaintext",
      "object",
    ],
    nestingLimit: 200,
    enforceHtmlBoundary: false,
    exclusiveFilter: ({ tag, attribs }) =>
      (tag === "img" && !attribs.src && !attribs["data-remote"]) || attribs["data-hidden"] === "1",
    transformTags: {
      a: (_, attribs) => ({
        tagName: "a",
        attribs: { ...linkOf(attribs), rel: "noopener noreferrer", target: "_blank" },
      }),
      img: (_, attribs) => ({
        tagName: "img",
        attribs: { ...pictureOf(attribs, pictures), ...styleOf(attribs) },
      }),
      "*": (tagName, attribs) => ({
        tagName,
        attribs: hides(attribs.style ?? "", "hidden" in attribs, plainPaint)
          ? { "data-hidden": "1" }
          : attribs,
      }),
    },
  });
}

// Half a second at worst; the largest providers cut what they show at a fifth of this.
const maxHtml = 500_000;

const allowedTags =
  "p div span br hr a b strong i em u s strike del ins sub sup small big font center blockquote pre code tt kbd samp ul ol li dl dt dd table caption thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 img abbr cite q address section article header footer main aside nav figure figcaption".split(
    " ",
  );

const colour = [
  /^#[\da-f]{3,8}$/i,
  /^[a-z]{3,20}$/i,
  /^rgba?\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*(,\s*[\d.]{1,5}\s*)?\)$/i,
];
const length = [/^\d{1,3}(\.\d{1,3})?(px|pt|em|rem|%)?$/i];

// Nothing that can fetch, move out of its place, or cover anything else.
const styles: Record<string, RegExp[]> = {
  color: colour,
  "background-color": colour,
  "font-weight": [/^(bold|bolder|normal|[1-9]00)$/i],
  "font-style": [/^(italic|normal|oblique)$/i],
  "text-decoration": [/^(underline|line-through|none)$/i],
  "text-align": [/^(left|right|center|justify|start|end)$/i],
  "font-size": [
    /^(\d{1,2}(\.\d{1,2})?(px|pt)|[0-2](\.\d{1,2})?r?em|\d{2,3}%|small|medium|large|smaller|larger|x-large)$/i,
  ],
  "white-space": [/^(normal|pre|pre-wrap|nowrap)$/i],
  padding: length,
  "padding-left": length,
};

function styleOf({ style }: Record<string, string>): Record<string, string> {
  return style ? { style } : {};
}

function linkOf(attribs: Record<string, string>): Record<string, string> {
  const href = (attribs.href ?? "").trim();
  // Only whole addresses: what is relative would lead into the desk itself.
  return /^(https?:\/\/|mailto:)/i.test(href) && href.length <= 4_000
    ? { href, ...(attribs.title ? { title: attribs.title } : {}) }
    : {};
}

function pictureOf(
  attribs: Record<string, string>,
  pictures: SafeHtmlParts["pictures"],
): Record<string, string> {
  const source = (attribs.src ?? "").trim();
  const kept = Object.fromEntries(
    ["alt", "title"].filter((name) => attribs[name]).map((name) => [name, attribs[name]!]),
  );
  for (const name of ["width", "height"])
    if (/^\d{1,4}$/.test(attribs[name] ?? "")) kept[name] = attribs[name]!;
  if (/^cid:/i.test(source)) {
    const own = pictures(decoded(source.slice(4)).replace(/[<>]/g, ""));
    return own === null ? kept : { ...kept, src: own };
  }
  // A counting pixel shows nothing: there is nothing to ask for.
  const isPixel = [kept.width, kept.height].some((size) => size === "1" || size === "0");
  return /^https?:\/\//i.test(source) && source.length <= 4_000 && !isPixel
    ? { ...kept, "data-remote": source }
    : kept;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

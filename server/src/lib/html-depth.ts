/**
 * HTML whose elements nest no deeper than `limit`: parsers take time with the square of the depth, and 200,000 open tags
 * held one for 12 s. Elements beyond the limit become empty ones, so that their words stay.
 */
export function withinDepth(html: string, limit = 1_000): string {
  if (deepest(html) <= limit) return html;
  let depth = 0;
  let beyond = 0;
  return html.replace(tags, (tag: string, slash: string, name: string) => {
    if (closeThemselves.has(name.toLowerCase())) return tag;
    if (slash === "") {
      if (depth < limit) depth++;
      else beyond++;
      return beyond > 0 ? "<wbr" : tag;
    }
    if (beyond > 0) {
      beyond--;
      return "</wbr";
    }
    depth = Math.max(0, depth - 1);
    return tag;
  });
}

const tags = /<(\/?)([a-z][^\s/>]{0,30})/gi;

// Empty ones, and those that the next of their kind ends.
const closeThemselves = new Set(
  "br hr img input meta link area base col embed source track wbr p li td th tr dt dd option thead tbody tfoot".split(
    " ",
  ),
);

function deepest(html: string): number {
  let depth = 0;
  let most = 0;
  for (const [, slash, name] of html.matchAll(tags)) {
    if (closeThemselves.has(name!.toLowerCase())) continue;
    depth = slash === "" ? depth + 1 : Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most;
}

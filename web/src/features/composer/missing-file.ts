/**
 * Words by which a writer says that something lies beside their own words, in the five languages. Not the verb that
 * asks somebody else for a file ("please attach a photo", "hängen Sie ein Bild an").
 */
const beside =
  /(?<![\p{L}\p{N}])(?:attached|attachments?|enclosed|bijlagen?|bijgevoegde?|bijgaande?|bifogar|bifogad|bifogat|bifogas|bilaga|bilagor|allegat[oaie]|allego|anbei|beigefügt|angehängt|im Anhang|als Anhang|in der Anlage|als Anlage)(?![\p{L}\p{N}])/giu;
/** What the customer sent is there already. */
const theirs =
  /(?<![\p{L}\p{N}])(?:(?:your|uw|je|jouw|din|ditt|dina|suo|sua|suoi|tuo|tua|vostr[oaie]|Ihr(?:e|en|em|er)?|dein(?:e|en|em|er)?)(?![\p{L}\p{N}])[^.!?\n]{0,20}|(?:you(?: have)?|(?:die|das|den|was|wat) (?:Sie|du|u|je))\s+)$/iu;

/** Whether a text says that something is attached to it. Lines that quote somebody say nothing of it. */
export function speaksOfFile(text: string): boolean {
  const own = text.replace(/^>.*$/gm, "");
  for (const found of own.matchAll(beside)) if (!theirs.test(own.slice(0, found.index))) return true;
  return false;
}

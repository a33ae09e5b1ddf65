/** Who is named with an @ in a note. By whole name, the longest first, so that "@Ana" is not found in "@Ana Kovač". */
export function mentionedIn(text: string, members: readonly { id: string; name: string }[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const member of [...members].sort((a, b) => b.name.length - a.name.length)) {
    const mark = `@${member.name}`;
    if (!rest.includes(mark)) continue;
    found.push(member.id);
    rest = rest.split(mark).join(" ");
  }
  return found;
}

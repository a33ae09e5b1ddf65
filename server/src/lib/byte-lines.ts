/** One line without its end, numbered from 1; `bytes` is null for one that is longer than allowed. */
export interface ByteLine {
  number: number;
  bytes: Buffer | null;
}

const newline = 0x0a;

/** Line by line, never more than one of them in memory, and of one that is too long not even that. */
export async function* byteLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<ByteLine> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield ended();
    }
    add(chunk.subarray(from));
  }
  if (size > 0) yield ended();

  function add(part: Buffer): void {
    size += part.length;
    if (size > longest) parts = [];
    else if (part.length > 0) parts.push(part);
  }

  function ended(): ByteLine {
    number++;
    const bytes = size > longest ? null : parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [];
    size = 0;
    return { number, bytes };
  }
}

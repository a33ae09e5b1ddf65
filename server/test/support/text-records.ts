import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

/** A domain name server on loopback that knows these text records; of names that it does not know it says so, or nothing. */
export async function openTextRecords(
  records: Readonly<Record<string, readonly string[]>>,
  { isSilent = false } = {},
): Promise<{ server: string; close(): void }> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    if (isSilent) return;
    const labels: string[] = [];
    let at = 12;
    while (question[at]) {
      labels.push(question.subarray(at + 1, at + 1 + question[at]!).toString());
      at += 1 + question[at]!;
    }
    const texts = records[labels.join(".").toLowerCase()];
    const asked = question.subarray(12, at + 5);
    const answers = (texts ?? []).map(textRecord);
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(texts ? 0x8580 : 0x8583, 2);
    head.writeUInt16BE(answers.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, asked, ...answers]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  return { server: `127.0.0.1:${port}`, close: () => void socket.close() };
}

/** Type TXT, class IN, a minute; long texts in parts of 255, as they come. */
function textRecord(text: string): Buffer {
  const parts = (text.match(/.{1,255}/gs) ?? [""]).map((part) =>
    Buffer.concat([Buffer.from([part.length]), Buffer.from(part)]),
  );
  const body = Buffer.concat(parts);
  const head = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(body.length, 10);
  return Buffer.concat([head, body]);
}

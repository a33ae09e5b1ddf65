import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Somebody else's page that carries the widget: another origin, and a strict policy of its own. */
export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

export async function openShop(deskUrl: string, inboxId: string): Promise<Shop> {
  const nonce = "c2hvcC1ub25jZQ";
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${deskUrl}`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${deskUrl} ${deskUrl.replace("http", "ws")}`,
  ].join("; ");
  const page = `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>Table Veen</h1><p>Oak, 890 euros.</p>
    <script nonce="${nonce}" src="${deskUrl}/widget.js" data-inbox="${inboxId}" async></script></body></html>`;
  const server: Server = createServer((_request, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.setHeader("content-security-policy", policy);
    answer.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

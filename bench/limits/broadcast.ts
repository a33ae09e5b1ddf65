// A bare `ws` server: what one sends, all others get.
import { type WebSocket, WebSocketServer } from "ws";
import { freePort } from "../desk.ts";

process.once("message", async () => {
  const port = await freePort();
  const server = new WebSocketServer({ port, host: "127.0.0.1", perMessageDeflate: false });
  const screens = new Set<WebSocket>();
  server.on("connection", (socket, request) => {
    socket.on("error", () => socket.terminate());
    if (request.url === "/sender") {
      socket.on("message", (data: Buffer) => {
        const text = data.toString("utf8");
        for (const screen of screens) screen.send(text);
      });
      return;
    }
    screens.add(socket);
    socket.on("close", () => screens.delete(socket));
  });
  server.on("listening", () => process.send!({ port }));
});

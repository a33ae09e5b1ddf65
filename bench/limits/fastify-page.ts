// A bare Fastify that answers every request with the same page of conversations, by the same schema: no database.
import Fastify from "fastify";
import { ConversationPage } from "../../server/src/features/conversations/conversations.contract.ts";

process.once("message", async ({ page }: { page: object }) => {
  const app = Fastify({ logger: false });
  app.get("/api/v1/conversations", { schema: { response: { 200: ConversationPage } } }, async () => page);
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  process.send!({ port: Number(new URL(address).port) });
});

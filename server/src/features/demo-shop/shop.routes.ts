import type { FastifyInstance } from "fastify";
import { type Static, Type } from "#lib/schema.ts";
import { languageOf } from "#lib/text.ts";
import type { Database } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  readShopStyles,
  readShopTexts,
  type ShopItem,
  type ShopLanguage,
  type ShopTexts,
  shopItems,
  shopLanguages,
  shopPage,
} from "./shop.page.ts";
import { demoChat } from "./shop.store.ts";

/** Nothing but our own files, as a strict shop would have it: the widget has to live with that. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ShopQuery = Type.Object({
  lang: Type.Optional(Type.String({ maxLength: 20 })),
  item: Type.Optional(Type.String({ maxLength: 20 })),
  basket: Type.Optional(Type.String({ maxLength: 4 })),
});

/** GET /shop: the demo's shop with the widget on it. Where there is no demo organisation, there is no shop. */
export function shopRoutes(app: FastifyInstance, { database }: { database: Database }): void {
  let texts: ShopTexts | null = null;

  app.get<{ Querystring: Static<typeof ShopQuery> }>(
    "/shop",
    { schema: { hide: true, querystring: ShopQuery } },
    async (request, reply) => {
      const inboxId = await demoChat(database);
      if (inboxId === null) throw noShop();
      texts ??= readShopTexts();
      const { lang, item = "veen", basket } = request.query;
      const view = {
        language: languageFor(lang, request.headers["accept-language"]),
        item: shopItems.includes(item as ShopItem) ? (item as ShopItem) : ("veen" as const),
        basket: /^\d{1,2}$/.test(basket ?? "") ? Number(basket) : 1,
        inboxId,
      };
      return reply
        .header("content-security-policy", contentSecurityPolicy)
        .header("cache-control", "no-cache")
        .header("vary", "accept-language")
        .type("text/html; charset=utf-8")
        .send(shopPage(texts, view));
    },
  );

  app.get("/shop/shop.css", { schema: { hide: true } }, async (_request, reply) => {
    if ((await demoChat(database)) === null) throw noShop();
    return reply.header("cache-control", "no-cache").type("text/css; charset=utf-8").send(readShopStyles());
  });
}

function noShop(): Refusal {
  return new Refusal("http.not_found", 404, "Nothing is at this address.");
}

/** What was asked for, else the first of the browser's languages that the shop speaks. */
function languageFor(asked: string | undefined, accepted: string | undefined): ShopLanguage {
  const wanted = [asked, ...(accepted ?? "").split(",").map((each) => each.split(";")[0]!.trim())];
  for (const tag of wanted) {
    const language = languageOf(tag) as ShopLanguage | null;
    if (language && shopLanguages.includes(language)) return language;
  }
  return "en";
}

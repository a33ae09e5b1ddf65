import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Refusal } from "#platform/refusal.ts";

const root = join(import.meta.dirname, "..", "..");
const webFolder = join(root, "web", "dist");
const widgetFolder = join(root, "widget", "dist");

/** No script but ours, no frame around us, nothing from other hosts: the wall behind every mistake in a screen. */
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The agents' app at every address that is no API, and the widget's scripts. */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, { root: webFolder, serve: false, preCompressed: true });
  if (existsSync(widgetFolder)) await widgetScripts(app);
  if (existsSync(webFolder)) await deskPages(app);
}

async function widgetScripts(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: widgetFolder,
    prefix: "/widget/",
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: "1y",
    setHeaders: openToOthers,
  });
  app.get("/widget.js", { schema: { hide: true } }, (_request, reply) => {
    openToOthers(reply);
    return reply
      .header("cache-control", "public, max-age=300")
      .sendFile("widget.js", widgetFolder, { cacheControl: false });
  });
}

async function deskPages(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(webFolder, "assets"),
    prefix: "/assets/",
    decorateReply: false,
    immutable: true,
    maxAge: "1y",
    preCompressed: true,
  });
  for (const name of readdirSync(webFolder).filter((each) =>
    /\.(js|svg|png|ico|webmanifest|txt)$/.test(each),
  )) {
    app.get(`/${name}`, { schema: { hide: true } }, (_request, reply) =>
      reply.sendFile(name, webFolder, { maxAge: 300_000 }),
    );
  }
  const page = (reply: FastifyReply) =>
    reply
      .header("content-security-policy", contentSecurityPolicy)
      .header("x-frame-options", "DENY")
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .sendFile("index.html", webFolder, { cacheControl: false });
  app.get("/", { schema: { hide: true } }, (_request, reply) => page(reply));
  app.get<{ Params: { "*": string } }>("/*", { schema: { hide: true } }, (request, reply) => {
    const path = request.params["*"];
    // A missing file or API must say so, not answer with the app.
    if (
      /^(api|assets|widget|shop|healthz|readyz|metrics)(\/|$)/.test(path) ||
      /\.[a-z0-9]{2,5}$/.test(path)
    ) {
      throw new Refusal("http.not_found", 404, "Nothing is at this address.");
    }
    return page(reply);
  });
}

function openToOthers(reply: FastifyReply): void {
  reply.header("cross-origin-resource-policy", "cross-origin");
  reply.header("access-control-allow-origin", "*");
}

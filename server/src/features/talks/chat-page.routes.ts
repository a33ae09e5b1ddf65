import type { FastifyInstance } from "fastify";
import { InboxParams, type InInbox } from "#features/visitors/admission.ts";
import type { Fronts } from "#features/visitors/fronts.ts";
import { newSecret } from "#platform/ids.ts";

/**
 * GET /chat/{inbox}: the desk's own page with the chat and nothing else. Links in mails lead here and not to a page
 * that a visitor named; and a shop without pages of its own can give this address away.
 */
export function chatPageRoutes(app: FastifyInstance, { fronts }: { fronts: Fronts }): void {
  app.get<InInbox>(
    "/chat/:inbox",
    { schema: { hide: true, params: InboxParams } },
    async (request, reply) => {
      const { name, language, place } = await fronts.find(request.params.inbox);
      const nonce = newSecret();
      return reply
        .header("content-security-policy", policyWith(nonce))
        .header("referrer-policy", "no-referrer")
        .header("x-frame-options", "DENY")
        .header("cache-control", "no-store")
        .type("text/html; charset=utf-8")
        .send(page(name, language, place.id, nonce));
    },
  );
}

function policyWith(nonce: string): string {
  return (
    `default-src 'none'; script-src 'nonce-${nonce}' 'self'; style-src 'nonce-${nonce}'; connect-src 'self' ws: wss:; ` +
    "img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  );
}

const css =
  "html{color-scheme:light dark;background:#f4f2ee;color:#2b2926;font:400 22px/28px system-ui,sans-serif}" +
  "body{margin:0;padding:32px}h1{font:600 22px/28px system-ui,sans-serif;margin:0;overflow-wrap:anywhere}" +
  "@media(prefers-color-scheme:dark){html{background:#12110f;color:#edeae4}}";

function page(name: string, language: string, inboxId: string, nonce: string): string {
  const title = escaped(name);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${css}</style>
</head>
<body>
<h1>${title}</h1>
<script nonce="${nonce}">document.addEventListener("amends:ready", ({ detail }) => setTimeout(() => detail.open()));</script>
<script nonce="${nonce}" src="/widget.js" data-inbox="${inboxId}" async></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A shop of our own invention that carries the widget; only for working on the widget. */
export function shopPage(query: URLSearchParams): string {
  const attribute = (name: string) => {
    const value = query.get(name)?.replace(/[^\w#-]/g, "");
    return value ? ` data-${name}="${value}"` : "";
  };
  const attributes = ["lang", "color", "side", "theme"].map(attribute).join("");
  const dir = query.get("dir") === "rtl" ? ' dir="rtl"' : "";
  const second = query.has("two")
    ? '<script nonce="shop" src="/widget.js" data-inbox="inb_second00000" async></script>'
    : "";
  return `<!doctype html>
<html lang="${query.get("page")?.replace(/\W/g, "") ?? "nl"}"${dir}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Eettafel Veen, Halder &amp; Roos</title>
<style nonce="shop">${css}</style>
</head>
<body>
<header><b>Halder &amp; Roos</b><nav><a href="#">Tafels</a><a href="#">Stoelen</a><a href="#">Lampen</a><a href="#">Winkels</a></nav><span>Winkelmand (1)</span></header>
<main>
<svg viewBox="0 0 520 320" aria-hidden="true"><g fill="none" stroke="#8a7d6b" stroke-width="3" stroke-linejoin="round"><path d="M70 130h380l22 26H48z" fill="#d9c9b0"/><path d="M48 156h424v12H48z" fill="#c7b496"/><path d="M78 168l-14 120M442 168l14 120M150 168l-6 92M370 168l6 92"/><path d="M260 0v56" stroke-width="2"/><path d="M214 92a46 38 0 0 1 92 0z" fill="#efe6d6"/></g></svg>
<h1>Eettafel Veen</h1><p class="price">€ 890</p>
<p>Massief eiken, 220 × 95 cm, geolied. Gemaakt in Drenthe. Wordt met twee mensen bezorgd, tot in de kamer.</p>
<p><a class="buy" href="#">In winkelmand</a></p>
<p><label>Zoeken <input id="search"></label></p>
</main>
<script nonce="shop" src="/widget.js" data-inbox="inb_halderroos0"${attributes} async></script>${second}
</body>
</html>`;
}

/* Rules as careless as shops have them, to see that none reaches into the widget. */
const css = `html { font-size: 62.5%; } * { box-sizing: border-box; } button { text-transform: uppercase; background: red; }
body > * { margin: 0; max-width: 1440px; } body { margin: 0; background: #fff; color: #2b2926; font: 1.6rem/1.6 Georgia, "DejaVu Serif", serif; }
header { display: flex; gap: 48px; align-items: baseline; padding: 24px 48px; border-bottom: 1px solid #eee; } header b { font-size: 2rem; }
nav { display: flex; gap: 28px; flex: 1; } nav a, header span { font-size: 1.5rem; color: #6b665e; text-decoration: none; }
main { padding: 40px 48px; width: 600px; } svg { display: block; width: 100%; padding: 24px; background: #f6f2ec; } h1 { font: 400 3rem/1.2 Georgia, "DejaVu Serif", serif; margin: 28px 0 0; }
.price { font-size: 1.8rem; margin: 4px 0 12px; } .buy { display: inline-block; margin-top: 20px; padding: 12px 24px; background: #3b362f; color: #fff; text-decoration: none; }
@media (max-width: 860px) { main { width: auto; padding: 24px; } header { padding: 16px 24px; } nav { display: none; } }`;

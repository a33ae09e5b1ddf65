import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, type Markup } from "#lib/html.ts";

export const shopItems = ["veen", "berk", "duin", "shops"] as const;
export type ShopItem = (typeof shopItems)[number];
export const shopLanguages = ["en", "nl", "sv", "it", "de"] as const;
export type ShopLanguage = (typeof shopLanguages)[number];

interface Product {
  name: string;
  text: string;
}

export interface ShopWords {
  language: string;
  tables: string;
  chairs: string;
  lamps: string;
  shops: string;
  basket: string;
  add: string;
  menu: string;
  languages: string;
  veen: Product;
  berk: Product;
  duin: Product;
  shopsTitle: string;
  shopsText: string;
  demo: string;
}

export type ShopTexts = Record<ShopLanguage, ShopWords>;

export function readShopTexts(): ShopTexts {
  return JSON.parse(readFileSync(join(import.meta.dirname, "shop-words.json"), "utf8"));
}

export function readShopStyles(): string {
  return readFileSync(join(import.meta.dirname, "shop.css"), "utf8");
}

export interface ShopView {
  item: ShopItem;
  language: ShopLanguage;
  /** How many things lie in the basket; it lives in the address, so the page needs neither script nor cookie. */
  basket: number;
  inboxId: string;
}

const prices = { veen: 890, berk: 129, duin: 149 } as const;

/** A page of the shop with the widget on it: one tag, as any shop would put it. */
export function shopPage(texts: ShopTexts, view: ShopView): string {
  const { item, language, basket, inboxId } = view;
  const words = texts[language];
  const title = item === "shops" ? words.shopsTitle : words[item].name;
  const departments = { veen: words.tables, berk: words.chairs, duin: words.lamps, shops: words.shops };
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}, Halder &amp; Roos</title>
<link rel="stylesheet" href="/shop/shop.css">
<link rel="icon" href="data:,">
<script src="/widget.js" data-inbox="${inboxId}" async></script>
</head>
<body>
<header>
<a href="${address(view, { item: "veen" })}">Halder &amp; Roos</a>
<nav aria-label="${words.menu}">${shopItems.map((each) => link(view, { item: each }, departments[each], each === item))}</nav>
<span class="basket">${words.basket.replace("{count}", String(basket))}</span>
</header>
<main>
${item === "shops" ? shops(words) : product(words, view, item)}
</main>
<footer>
<p>${words.demo}</p>
<nav aria-label="${words.languages}">${shopLanguages.map((each) => link(view, { language: each }, texts[each].language, each === language, each))}</nav>
</footer>
</body>
</html>
`.markup;
}

function product(words: ShopWords, view: ShopView, item: Exclude<ShopItem, "shops">): Markup {
  const { name, text } = words[item];
  return html`<div class="picture" aria-hidden="true">${drawings[item]}</div>
<h1>${name}</h1>
<p class="price">${priceIn(view.language, prices[item])}</p>
<p>${text}</p>
<p><a class="buy" href="${address(view, { basket: Math.min(99, view.basket + 1) })}">${words.add}</a></p>`;
}

function shops(words: ShopWords): Markup {
  return html`<div class="picture" aria-hidden="true">${drawings.shops}</div>
<h1>${words.shopsTitle}</h1>
<p>${words.shopsText}</p>`;
}

function priceIn(language: ShopLanguage, euros: number): string {
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "EUR",
    maximumFractionDigits: 0,
  });
  return format.format(euros);
}

function address(view: ShopView, change: Partial<ShopView>): string {
  const { item, language, basket } = { ...view, ...change };
  return `/shop?${new URLSearchParams({ lang: language, item, basket: String(basket) })}`;
}

function link(
  view: ShopView,
  change: Partial<ShopView>,
  text: string,
  isHere: boolean,
  lang?: string,
): Markup {
  const current = isHere ? html` aria-current="page"` : html``;
  const own = lang ? html` lang="${lang}" hreflang="${lang}"` : html``;
  return html`<a href="${address(view, change)}"${current}${own}>${text}</a>`;
}

const stroke = html`fill="none" stroke="#8a7d6b" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"`;

const drawings: Record<ShopItem, Markup> = {
  veen: html`<svg viewBox="0 0 520 320"><g ${stroke}><path d="M70 130h380l22 26H48z" fill="#d9c9b0"/><path d="M48 156h424v12H48z" fill="#c7b496"/><path d="M78 168l-14 120M442 168l14 120M150 168l-6 92M370 168l6 92"/><path d="M260 0v56" stroke-width="2"/><path d="M214 92a46 38 0 0 1 92 0z" fill="#efe6d6"/></g></svg>`,
  berk: html`<svg viewBox="0 0 520 320"><g ${stroke}><path d="M196 40h128l-8 110H204z" fill="#efe6d6"/><path d="M206 74h108M208 104h104"/><path d="M188 168h144l12 24H176z" fill="#d9c9b0"/><path d="M182 192l-16 108M338 192l16 108M214 192l-6 84M306 192l6 84"/><path d="M172 250h176"/></g></svg>`,
  duin: html`<svg viewBox="0 0 520 320"><g ${stroke}><path d="M260 0v84"/><path d="M244 84h32v18h-32z" fill="#c7b496"/><path d="M214 102h92l78 118H136z" fill="#efe6d6"/><path d="M136 220h248"/><path d="M236 220a24 24 0 0 0 48 0" fill="#fff6df"/><path d="M190 268l-22 34M260 276v36M330 268l22 34" stroke-width="2"/></g></svg>`,
  shops: html`<svg viewBox="0 0 520 320"><g ${stroke}><path d="M90 120h340v170H90z" fill="#efe6d6"/><path d="M78 120l26-58h312l26 58z" fill="#d9c9b0"/><path d="M128 160h120v90H128z" fill="#fff"/><path d="M300 160h76v130h-76z" fill="#c7b496"/><path d="M362 226h2M152 62v58M208 62v58M260 62v58M312 62v58M368 62v58"/></g></svg>`,
};

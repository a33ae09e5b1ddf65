import assert from "node:assert/strict";
import { test } from "node:test";
import { openTextRecords } from "../../../test/support/text-records.ts";
import { dkimVerdict, dmarcNames, dmarcVerdict, spfVerdict } from "./domain.rules.ts";
import { checkDomain, openTexts } from "./domain.ts";

const spf = (...texts: string[]) => spfVerdict(texts).code;
const dmarc = (...texts: string[]) => dmarcVerdict(texts).code;

test("an SPF record is told from its absence, its double, and from one that lets in everybody or nobody", () => {
  assert.equal(spf("v=spf1 include:_spf.shop.example ~all"), "spf_found");
  assert.equal(spf("v=spf1 redirect=_spf.shop.example"), "spf_found");
  assert.equal(spf("google-site-verification=1", "v=spf10 -all"), "spf_missing");
  assert.equal(spf("v=spf1 mx -all", "v=spf1 a -all"), "spf_twice");
  assert.equal(spf("V=SPF1 mx +ALL"), "spf_anybody");
  assert.equal(spf("v=spf1 mx all"), "spf_anybody");
  assert.equal(spf("v=spf1 -all"), "spf_nobody");
  assert.equal(spf("v=spf1 mx"), "spf_without_end");
});

test("a DKIM key is there, withdrawn or missing", () => {
  assert.equal(dkimVerdict("s1", ["v=DKIM1; k=rsa; p=MIIB"]).code, "dkim_found");
  assert.equal(dkimVerdict("s1", ["k=rsa; p=MIIB"]).code, "dkim_found");
  assert.equal(dkimVerdict("s1", ["v=DKIM1; p="]).code, "dkim_revoked");
  assert.equal(dkimVerdict("s1", ["v=spf1 -all"]).code, "dkim_missing");
});

test("a DMARC policy asks for something, for nothing, or cannot be read", () => {
  assert.equal(dmarc("v=DMARC1; p=reject; rua=mailto:a@b.example"), "dmarc_enforced");
  assert.equal(dmarc("v=DMARC1;p=quarantine"), "dmarc_enforced");
  assert.equal(dmarc("v=DMARC1; p=none"), "dmarc_watching");
  assert.equal(dmarc("v=DMARC1; sp=none"), "dmarc_broken");
  assert.equal(dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject"), "dmarc_twice");
  assert.equal(dmarc("v=DMARC10; p=none"), "dmarc_missing");
});

test("a policy is also looked for at the domains above, not at the top alone", () => {
  assert.deepEqual(dmarcNames("mail.shop.example"), ["_dmarc.mail.shop.example", "_dmarc.shop.example"]);
  assert.deepEqual(dmarcNames("example"), []);
});

test("a domain's records are looked up, long ones whole, and the selector guessed where none is given", async () => {
  const key = `v=DKIM1; p=${"A".repeat(400)}`;
  const records = await openTextRecords({
    "mail.shop.example": ["v=spf1 mx ~all"],
    "selector1._domainkey.mail.shop.example": [key],
    "_dmarc.shop.example": ["v=DMARC1; p=none"],
  });
  const checks = await checkDomain(openTexts([records.server]), "help@mail.shop.example", undefined);
  records.close();
  assert.deepEqual(
    checks.map(([, { outcome, code }]) => [outcome, code]),
    [
      ["ok", "spf_found"],
      ["ok", "dkim_found"],
      ["warning", "dmarc_watching"],
    ],
  );
  assert.equal(checks[1]?.[1].record, key);
  assert.equal(checks[1]?.[1].selector, "selector1");
});

test("a domain without records is told from one that nobody can be asked about", async () => {
  const records = await openTextRecords({});
  const codes = async (selector?: string) =>
    (await checkDomain(openTexts([records.server]), "help@shop.example", selector)).map(
      ([, { code }]) => code,
    );
  assert.deepEqual(await codes(), ["spf_missing", "dkim_selector_unknown", "dmarc_missing"]);
  assert.deepEqual(await codes("mine"), ["spf_missing", "dkim_missing", "dmarc_missing"]);
  records.close();
  const silent = await checkDomain(
    () => Promise.reject(new Error("no answer")),
    "help@shop.example",
    undefined,
  );
  assert.deepEqual(
    silent.map(([, { outcome, code }]) => [outcome, code]),
    Array(3).fill(["unknown", "not_looked_up"]),
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { speaksOfFile } from "./missing-file.ts";

test("an answer that says that something is attached is known in five languages", () => {
  for (const text of [
    "Attached is the invoice of March.",
    "I have enclosed a return label.",
    "In de bijlage vindt u de factuur.",
    "Bijgevoegd het retourlabel.",
    "Jag bifogar fakturan.",
    "Se bilagan, eller bilaga 2.",
    "In allegato trova la fattura.",
    "Anbei die Rechnung.",
    "Die Rechnung finden Sie im Anhang.",
  ])
    assert.ok(speaksOfFile(text), text);
});

test("asking for a file, thanking for one and quoting somebody say nothing of one's own", () => {
  for (const text of [
    "Could you attach a photo of the label?",
    "Thanks for your attachment, the crack is easy to see.",
    "I have looked at what you attached.",
    "Danke für Ihren Anhang.",
    "Das Bild, das Sie angehängt haben, zeigt den Riss gut.",
    "Ho visto il vostro allegato.",
    "> Attached is the photo\nThank you, I see it.",
    "Unsere Anlage steht in Köln.",
  ])
    assert.ok(!speaksOfFile(text), text);
});

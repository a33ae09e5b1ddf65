import type { WidgetLanguage } from "#features/visitors/visitors.contract.ts";

/** Mails to visitors, written in five languages; formal in German, Dutch and Italian. */
interface Wording {
  codeSubject: string;
  code: string;
  replySubject: string;
  reply: string;
  files: string;
}

const wordings: Record<WidgetLanguage, Wording> = {
  en: {
    codeSubject: "Your code for {shop}: {code}",
    code: "With this code your conversation with {shop} goes on where you entered your address:\n\n{code}\n\nIt counts for ten minutes. If you did not ask for it, you need not do anything.",
    replySubject: "{shop}: {name} has answered",
    reply:
      "{name} of {shop} has answered:\n\n{text}\n\nHere you can read on and answer:\n{link}\n\nThe link opens your conversation once, within seven days. You left this address in our chat. Answers to this mail are not read; please use the link.",
    files: "(With {count} files, to be seen in the conversation.)",
  },
  nl: {
    codeSubject: "Uw code voor {shop}: {code}",
    code: "Met deze code gaat uw gesprek met {shop} verder waar u uw adres hebt ingevuld:\n\n{code}\n\nHij geldt tien minuten. Hebt u er niet om gevraagd, dan hoeft u niets te doen.",
    replySubject: "{shop}: {name} heeft geantwoord",
    reply:
      "{name} van {shop} heeft geantwoord:\n\n{text}\n\nHier kunt u verder lezen en antwoorden:\n{link}\n\nDe link opent uw gesprek één keer, binnen zeven dagen. U hebt dit adres in onze chat achtergelaten. Antwoorden op deze mail worden niet gelezen; gebruik de link.",
    files: "(Met {count} bestanden, te zien in het gesprek.)",
  },
  sv: {
    codeSubject: "Din kod för {shop}: {code}",
    code: "Med den här koden fortsätter din konversation med {shop} där du angav din adress:\n\n{code}\n\nDen gäller i tio minuter. Om du inte bad om den behöver du inte göra något.",
    replySubject: "{shop}: {name} har svarat",
    reply:
      "{name} på {shop} har svarat:\n\n{text}\n\nHär kan du läsa vidare och svara:\n{link}\n\nLänken öppnar din konversation en gång, inom sju dagar. Du lämnade den här adressen i vår chatt. Svar på det här mejlet läses inte; använd länken.",
    files: "(Med {count} filer, som syns i konversationen.)",
  },
  it: {
    codeSubject: "Il Suo codice per {shop}: {code}",
    code: "Con questo codice la Sua conversazione con {shop} continua dove ha inserito il Suo indirizzo:\n\n{code}\n\nVale dieci minuti. Se non l’ha chiesto, non deve fare nulla.",
    replySubject: "{shop}: {name} ha risposto",
    reply:
      "{name} di {shop} ha risposto:\n\n{text}\n\nQui può leggere il resto e rispondere:\n{link}\n\nIl link apre la Sua conversazione una volta, entro sette giorni. Ha lasciato questo indirizzo nella nostra chat. Le risposte a questa e-mail non vengono lette; usi il link.",
    files: "(Con {count} file, visibili nella conversazione.)",
  },
  de: {
    codeSubject: "Ihr Code für {shop}: {code}",
    code: "Mit diesem Code geht Ihr Gespräch mit {shop} dort weiter, wo Sie Ihre Adresse eingegeben haben:\n\n{code}\n\nEr gilt zehn Minuten. Haben Sie nicht darum gebeten, brauchen Sie nichts zu tun.",
    replySubject: "{shop}: {name} hat geantwortet",
    reply:
      "{name} von {shop} hat geantwortet:\n\n{text}\n\nHier können Sie weiterlesen und antworten:\n{link}\n\nDer Link öffnet Ihr Gespräch einmal, innerhalb von sieben Tagen. Sie haben diese Adresse in unserem Chat hinterlassen. Antworten auf diese Mail liest niemand; bitte nutzen Sie den Link.",
    files: "(Mit {count} Dateien, im Gespräch zu sehen.)",
  },
};

export interface Written {
  subject: string;
  text: string;
}

export function codeMail(language: WidgetLanguage, of: { shop: string; code: string }): Written {
  const { codeSubject, code } = wordings[language];
  return { subject: oneLine(fill(codeSubject, of)), text: fill(code, of) };
}

export interface MailedReply {
  name: string | null;
  text: string;
  files: number;
}

/** Everything that was answered since the last mail, in one. Never what the visitor wrote: the address is only claimed. */
export function replyMail(
  language: WidgetLanguage,
  of: { shop: string; link: string; replies: readonly MailedReply[] },
): Written {
  const wording = wordings[language];
  const last = of.replies[of.replies.length - 1];
  const name = last?.name ?? of.shop;
  const text = of.replies
    .map((reply) =>
      [reply.text, reply.files > 0 ? fill(wording.files, { count: String(reply.files) }) : ""]
        .filter(Boolean)
        .join("\n\n"),
    )
    .join("\n\n");
  const values = { shop: of.shop, name, link: of.link, text };
  return { subject: oneLine(fill(wording.replySubject, values)), text: fill(wording.reply, values) };
}

/** One pass, so that braces in what somebody wrote stay what they are. */
function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 150);
}

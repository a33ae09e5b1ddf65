/** The mail with a link to a new password; formal in German, Dutch and Italian. */
const wordings: Record<string, { subject: string; text: string }> = {
  en: {
    subject: "A new password for {desk}",
    text: "Hello {name},\n\nsomebody, hopefully you, asked for a new password for your account at {desk}. Here you can choose one:\n\n{link}\n\nThe link works once, within an hour. If it was not you, you need not do anything: your password stays as it is.",
  },
  nl: {
    subject: "Een nieuw wachtwoord voor {desk}",
    text: "Dag {name},\n\niemand, hopelijk uzelf, heeft om een nieuw wachtwoord gevraagd voor uw account bij {desk}. Hier kunt u er een kiezen:\n\n{link}\n\nDe link werkt één keer, binnen een uur. Was u het niet, dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.",
  },
  sv: {
    subject: "Ett nytt lösenord för {desk}",
    text: "Hej {name}!\n\nNågon, förhoppningsvis du, har bett om ett nytt lösenord till ditt konto hos {desk}. Här kan du välja ett:\n\n{link}\n\nLänken fungerar en gång, inom en timme. Var det inte du behöver du inte göra något: ditt lösenord är oförändrat.",
  },
  it: {
    subject: "Una nuova password per {desk}",
    text: "Buongiorno {name},\n\nqualcuno, speriamo Lei, ha chiesto una nuova password per il Suo account presso {desk}. Qui può sceglierne una:\n\n{link}\n\nIl link funziona una volta sola, entro un’ora. Se non è stato Lei, non deve fare nulla: la Sua password resta com’è.",
  },
  de: {
    subject: "Ein neues Passwort für {desk}",
    text: "Guten Tag {name},\n\njemand, hoffentlich Sie selbst, hat ein neues Passwort für Ihr Konto bei {desk} angefordert. Hier können Sie eines wählen:\n\n{link}\n\nDer Link gilt einmal, innerhalb einer Stunde. Waren Sie es nicht, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.",
  },
};

export function resetMail(
  language: string,
  of: { desk: string; name: string; link: string },
): { subject: string; text: string } {
  const wording = wordings[language] ?? wordings.en!;
  // One pass, so that braces in a name stay what they are.
  const fill = (sentence: string) =>
    sentence.replace(/\{(desk|name|link)\}/g, (_, key: keyof typeof of) => of[key]);
  return { subject: fill(wording.subject).replace(/\s+/g, " ").slice(0, 150), text: fill(wording.text) };
}

import { seeded } from "#lib/seeded.ts";

/** Somebody who buys at the demo's shop; the customer number makes all of it. */
export interface Persona {
  number: number;
  language: string;
  first: string;
  last: string;
  name: string;
  place: string;
  timeZone: string;
  email: string;
  phone: string;
  handle: string;
}

interface Country {
  share: number;
  firsts: string[];
  lasts: string[];
  places: string[];
  timeZone: string;
  mailbox: string;
  /** How numbers begin that no network of the country gives out; the customer number follows. */
  phone: string;
}

const list = (names: string) => names.split(" ");

const countries: Record<string, Country> = {
  nl: {
    share: 40,
    firsts: list(
      "Anouk Bram Carlijn Daan Esther Femke Gijs Hanneke Ilse Jeroen Karin Lotte Maarten Nienke Olivier Petra Ruben Saskia Teun Willemijn Yara Marieke Pim Fatima Sander Joke",
    ),
    lasts: list(
      "Bakker Boersma Dekker Dijkstra Hoekstra Jansen Kuipers Mulder Postma Smit Veldman Vos Wiersma Zijlstra Brouwer Schouten Verhoeven Prins Haan Kok Molenaar Groot Timmer Yilmaz",
    ),
    places: list("Zwolle Utrecht Groningen Arnhem Breda Leiden Haarlem Gent Antwerpen Deventer Delft"),
    timeZone: "Europe/Amsterdam",
    mailbox: "postvak.example",
    phone: "+31 6 000",
  },
  de: {
    share: 24,
    firsts: list(
      "Anja Bernd Claudia Dieter Elke Florian Gudrun Holger Ines Jens Kerstin Lukas Monika Norbert Petra Rainer Silke Torsten Ulrike Volker Wiebke Aylin Matthias Heike Jana Carsten",
    ),
    lasts: list(
      "Albrecht Baumann Brandt Ehlers Fiedler Gerlach Hartwig Krause Lehnert Möller Neumann Pfeiffer Reuter Schilling Thiel Vogt Winkler Ziegler Kaya Behrens Seidel Lorenz Jansen Ott",
    ),
    places: list("Hamburg Bremen Köln Leipzig Münster Kassel Freiburg Kiel Nürnberg Dresden Aachen"),
    timeZone: "Europe/Berlin",
    mailbox: "briefkasten.example",
    phone: "+49 30 00",
  },
  sv: {
    share: 13,
    firsts: list(
      "Anna Björn Cecilia David Ebba Fredrik Gunilla Henrik Ingrid Johan Karin Lars Maja Niklas Oskar Petra Rickard Sara Tove Ulf Vera Åsa Ali Hanna Stina Per",
    ),
    lasts: list(
      "Andersson Bergström Dahl Ekman Forsberg Gustafsson Hedlund Isaksson Jönsson Karlsson Lindgren Månsson Nyberg Olsson Persson Rydberg Sandberg Törnqvist Wallin Åkesson Nordin Holm Haddad Blom",
    ),
    places: list("Uppsala Göteborg Malmö Lund Umeå Västerås Örebro Stockholm Kalmar Borås"),
    timeZone: "Europe/Stockholm",
    mailbox: "brev.example",
    phone: "+46 8 00",
  },
  it: {
    share: 12,
    firsts: list(
      "Alessia Bruno Chiara Davide Elena Fabio Giulia Ivan Laura Matteo Nicola Ornella Paolo Rita Stefano Teresa Umberto Valeria Walter Serena Luca Marta Andrea Silvia Dario Irene",
    ),
    lasts: list(
      "Amato Barbieri Colombo Esposito Fontana Gatti Leone Marchetti Neri Orlando Pellegrini Rinaldi Sala Testa Valentini Zanetti Moretti Greco Conti Ferri Longo Villa Monti Serra",
    ),
    places: list("Torino Bologna Verona Genova Firenze Padova Trento Parma Lecce Bergamo"),
    timeZone: "Europe/Rome",
    mailbox: "casella.example",
    phone: "+39 300 00",
  },
  en: {
    share: 11,
    firsts: list(
      "Alice Ben Catherine Duncan Eleanor Finlay Grace Hugh Imogen Jack Keira Liam Moira Neil Orla Peter Rosie Sean Tessa Una Victor Wendy Amara Callum Nadia Ewan",
    ),
    lasts: list(
      "Ashworth Bryce Carver Doyle Eastwood Fallon Garvey Hollis Irvine Kearney Lomax Maddox Nolan Oakes Pryce Quinn Redmond Sutcliffe Tierney Underhill Vance Whelan Okoro Sharma",
    ),
    places: list("Dublin Cork Leeds Bristol Edinburgh Galway Norwich York Cardiff Belfast"),
    timeZone: "Europe/London",
    mailbox: "post.example",
    phone: "+44 20 000",
  },
};

export const demoLanguages = Object.keys(countries);

/** Who has this number. Numbers near each other never share a name, so no two people share an address. */
export function personaOf(number: number, language?: string): Persona {
  const dice = seeded(`customer ${number}`);
  const spoken = dice.weighted(demoLanguages, (each) => countries[each]!.share);
  const home = language ?? spoken;
  const { firsts, lasts, places } = countries[home] ?? countries.en!;
  // 7919 is a prime that shares no factor with the number of names: every name comes up before one comes twice.
  const place = (number * 7919) % (firsts.length * lasts.length);
  return named(number, home, {
    first: firsts[place % firsts.length]!,
    last: lasts[Math.floor(place / firsts.length)]!,
    place: dice.pick(places),
  });
}

export interface Named {
  first: string;
  last: string;
  place: string;
}

/** A persona with a given name: the people of the scene. */
export function named(number: number, language: string, { first, last, place }: Named): Persona {
  const home = countries[language] ?? countries.en!;
  const plain = `${first}.${last}`
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z.]+/g, "");
  const local = plain.length > 2 ? plain : `klant${number}`;
  return {
    number,
    language,
    first,
    last,
    name: `${first} ${last}`.trim(),
    place,
    timeZone: home.timeZone,
    // The later thousands come round to names that are taken; their addresses carry the number.
    email: `${local}${number >= lateNumbers ? number - lateNumbers : ""}@${home.mailbox}`,
    phone: `${home.phone}${String(number).slice(0, 1)} ${String(number).slice(1)}`,
    handle: `@${local.replace(".", "_")}${number % 100}@social.example`,
  };
}

/** Numbers from here on belong to people who come while the demo runs. */
export const lateNumbers = 30_000;

/** How many names a language has, so that a test can hold the numbers of the history below it. */
export function nameCount(language: string): number {
  return countries[language]!.firsts.length * countries[language]!.lasts.length;
}

import { Browser } from "./browser.ts";
import { type Desk, openDesk as openHarness } from "./harness.ts";

export type { Desk };
export const goodPassword = "green-lamps-hum-quietly";
const baseUrl = "https://desk.example";

/** A desk behind https with nobody in it, for tests that come in through the doors. */
export function openEmptyDesk(options: Parameters<typeof openHarness>[0] = {}): Promise<Desk> {
  return openHarness({ baseUrl, ...options });
}

export function browserOf(desk: Desk, peer?: string, origin = baseUrl): Browser {
  return new Browser(desk.app.http, { origin, ...(peer ? { peer } : {}) });
}

/** Ana Kovač has set the desk up by its link and is signed in. */
export async function setUpDesk(desk: Desk, browser = browserOf(desk)): Promise<Browser> {
  const answer = await browser.post("/api/v1/setup", {
    code: desk.app.setUpLink!.split("#")[1],
    organisation: "Halder & Roos",
    name: "Ana Kovač",
    email: "ana@halder.example",
    password: goodPassword,
  });
  if (answer.statusCode !== 201) throw new Error(`set-up answered ${answer.statusCode}: ${answer.body}`);
  return browser;
}

export interface NewPerson {
  name: string;
  email: string;
  role: "agent" | "supervisor" | "administrator";
  inbox_ids?: string[];
}

/** Somebody invited by `administrator`, who has come in. */
export async function comeIn(
  desk: Desk,
  administrator: Browser,
  person: NewPerson,
): Promise<{ browser: Browser; id: string }> {
  const invited = await administrator.post("/api/v1/members", person);
  if (invited.statusCode !== 201) throw new Error(`inviting answered ${invited.statusCode}: ${invited.body}`);
  const { link, member } = invited.json();
  const browser = browserOf(desk);
  const accepted = await browser.post("/api/v1/invitation-acceptances", {
    code: link.split("#")[1],
    password: goodPassword,
  });
  if (accepted.statusCode !== 201)
    throw new Error(`accepting answered ${accepted.statusCode}: ${accepted.body}`);
  return { browser, id: member.id };
}

/** Signs in anew, as from another machine. */
export async function signIn(desk: Desk, email: string, password = goodPassword): Promise<Browser> {
  const browser = browserOf(desk);
  const answer = await browser.post("/api/auth/sign-in/email", { email, password });
  if (answer.statusCode !== 200) throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
  return browser;
}

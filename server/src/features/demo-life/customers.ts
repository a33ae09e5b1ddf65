import { storeUpload } from "#features/attachments/attachments.ts";
import { lateNumbers, type Persona, personaOf } from "#features/demo-cast/personas.rules.ts";
import { customerNumber, numberScope, placeFor, reachOf } from "#features/demo-cast/places.rules.ts";
import { firstNameOf } from "#features/demo-cast/staff.rules.ts";
import { lineOf, phrase, type Story } from "#features/demo-cast/stories.rules.ts";
import { drawPicture, type PictureKind, pictureNames } from "#features/demo-past/pictures.ts";
import { receiveMessage } from "#features/inbound/inbound.ts";
import { markReplies } from "#features/messages/release.ts";
import { type Dice, seeded } from "#lib/seeded.ts";
import { newId } from "#platform/ids.ts";
import { type LifeParts, type Scene, type Talk, talkOf } from "./company.ts";
import { highestNumber, somebodyFinished } from "./life.store.ts";
import { pauseOf, reactionTo, saysPhrase } from "./reactions.rules.ts";

/** What somebody writes, and with which picture. */
interface Words {
  text: string;
  photo: string | null;
}

const minuteMs = 60_000;
/** The last seconds before somebody's words come, in which we see them type. */
const typingMs = 3500;
const marksRead = ["web-chat", "whatsapp", "telegram"];

/** Everybody who has been answered reads it, and writes back when their time has come. */
export async function customersReact(parts: LifeParts, scene: Scene): Promise<void> {
  for (const talk of scene.talks) {
    if (!talk.persona || talk.last_kind === null || talk.last_text === null) continue;
    const sinceMs = scene.now - Date.parse(talk.last_at);
    if (sinceMs > 20 * minuteMs) continue;
    const dice = seeded(`${talk.persona.number}/${talk.written}/${talk.answered}`);
    if (talk.last_kind === "reply") await hearReply(parts, talk, sinceMs, dice);
    else if (nextWords(talk) && sinceMs > dice.between(35, 90) * 1000)
      await writes(parts, talk, nextWords(talk)!);
  }
}

async function hearReply(parts: LifeParts, talk: Talk, sinceMs: number, dice: Dice): Promise<void> {
  const { database, organisationId, live } = parts;
  const pause = pauseOf(talk.channel, dice);
  const isUnread = talk.last_state === "sent" || talk.last_state === "delivered";
  if (isUnread && sinceMs >= pause.readMs && marksRead.includes(talk.channel))
    await database.transaction(organisationId, (tx) => markReplies(tx, talk.id, "read", null));
  const words = nextWords(talk) ?? ownWords(talk, dice);
  if (!words) return;
  if (sinceMs >= pause.writeMs) await writes(parts, talk, words);
  else if (sinceMs >= pause.writeMs - typingMs && marksRead.includes(talk.channel))
    live.sign(organisationId, talk.inbox_id, {
      sign: "customer-typing",
      conversation_id: talk.id,
      text: null,
    });
}

/** The story's next line, when it is the customer's. */
function nextWords({ story, step, persona, channel, our_name }: Talk): Words | null {
  const next = step >= 0 ? story?.steps[step + 1] : undefined;
  if (!story || !persona || next?.sign !== "customer") return null;
  const agent = firstNameOf(our_name ?? "");
  return { text: lineOf(story, step + 1, persona, { agent, channel }), photo: next.photo };
}

/** What they say to an answer that no story knows. */
function ownWords(talk: Talk, dice: Dice): Words | null {
  const { story, step, phrases, slots, last_text, customer_said, written } = talk;
  if (story && step >= 0) return null;
  const hasThanked = saysPhrase([...phrases.thanks!, ...phrases.agree!], customer_said ?? "");
  const reaction = reactionTo(last_text ?? "", { written, hasThanked }, dice);
  if (!reaction) return null;
  const photo = reaction === "photo" ? dice.pick(["label", "shade-cracked", "screws"]) : null;
  return { text: phrase(phrases, reaction, slots, `${talk.customer_id} ${written}`), photo };
}

/** When the next person comes, and who: new, impatient, or back again. */
export async function somebodyComes(parts: LifeParts, scene: Scene): Promise<void> {
  const db = parts.database.in(parts.organisationId);
  const number = Math.max(await highestNumber(db, numberScope), lateNumbers - 1) + 1;
  const dice = seeded(`arrival ${number} ${scene.talks.length}`);
  const waiting = scene.talks.filter((talk) => talk.persona && talk.waiting_since && talk.status === "open");
  const kind = dice.weighted(["new", "nudge", "goes on", "again"], (each) => (each === "new" ? 5 : 1));
  if (kind === "nudge" && (await nudges(parts, scene, waiting, dice))) return;
  if (kind === "goes on" && (await goesOn(parts, scene, dice))) return;
  if (kind === "again" && (await comesBack(parts, scene, dice))) return;
  // The queue has an end also when nobody works on it.
  if (waiting.length < 40) await comesAnew(parts, scene, number, dice);
}

async function nudges(parts: LifeParts, scene: Scene, waiting: Talk[], dice: Dice): Promise<boolean> {
  const impatient = waiting.filter(
    (talk) => scene.now > Date.parse(talk.due_at!) && scene.now - Date.parse(talk.last_at) > minuteMs,
  );
  if (impatient.length === 0) return false;
  const talk = dice.pick(impatient);
  const text = phrase(talk.phrases, "nudge", talk.slots, `${talk.customer_id} ${talk.written}`);
  await writes(parts, talk, { text, photo: null });
  return true;
}

/** Somebody whose turn it was for a while has found the time. */
async function goesOn(parts: LifeParts, scene: Scene, dice: Dice): Promise<boolean> {
  const quiet = scene.talks.filter(
    (talk) =>
      talk.last_kind === "reply" &&
      talk.status === "open" &&
      nextWords(talk) &&
      scene.now - Date.parse(talk.last_at) > 10 * minuteMs,
  );
  if (quiet.length === 0) return false;
  const talk = dice.pick(quiet);
  await writes(parts, talk, nextWords(talk)!);
  return true;
}

async function comesBack(parts: LifeParts, scene: Scene, dice: Dice): Promise<boolean> {
  const row = await somebodyFinished(
    parts.database.in(parts.organisationId),
    numberScope,
    dice.whole(0, 1e6),
  );
  if (!row) return false;
  const { phrases, slots, persona, ...talk } = talkOf(scene.script, {
    ...row,
    last_text: null,
    last_kind: null,
  });
  if (!persona) return false;
  await writes(parts, { ...talk, persona }, { text: phrase(phrases, "again", slots, talk.id), photo: null });
  return true;
}

async function comesAnew(parts: LifeParts, scene: Scene, number: number, dice: Dice): Promise<void> {
  const persona = personaOf(number);
  const open = new Set(scene.talks.map((talk) => talk.subject));
  const own = scene.script.stories.filter((story) => story.language === persona.language);
  const fresh = own.filter((story) => !open.has(story.subject));
  const story = dice.pick(fresh.length > 0 ? fresh : own);
  const channel = dice.weighted(story.channels, (each) => (each === "web-chat" ? 3 : 1));
  const text = lineOf(story, 0, persona, { agent: "", channel });
  await writeTo(parts, scene, { persona, story, channel }, { text, photo: story.steps[0]!.photo });
}

async function writeTo(
  parts: LifeParts,
  { stages }: Scene,
  { persona, story, channel }: { persona: Persona; story: Story; channel: string },
  words: Words,
): Promise<void> {
  const { name } = placeFor(channel, story.tags);
  const stage = stages.find((each) => each.name === name) ?? stages[0];
  if (!stage) return;
  const inbox = { id: stage.id, kind: channel, responseTargetMs: stage.response_target_ms };
  await send(parts, inbox, { persona, customerId: null, subject: story.subject }, words);
}

/** Another message in a conversation that is there. */
async function writes(
  parts: LifeParts,
  talk: Pick<Talk, "inbox_id" | "channel" | "customer_id" | "persona">,
  words: Words,
): Promise<void> {
  // The clock of an answer is the inbox's; it is only read when the conversation has to be opened again.
  const inbox = { id: talk.inbox_id, kind: talk.channel, responseTargetMs: targetOf(talk.channel) };
  await send(parts, inbox, { persona: talk.persona!, customerId: talk.customer_id, subject: null }, words);
}

const targetOf = (channel: string) => placeFor(channel, []).responseTargetMs;

/** Through the same door as everybody's messages: ledger, turn, journal and all. */
async function send(
  { database, clock, files, organisationId }: LifeParts,
  inbox: { id: string; kind: string; responseTargetMs: number },
  { persona, customerId, subject }: { persona: Persona; customerId: string | null; subject: string | null },
  { text, photo }: Words,
): Promise<void> {
  const identity = reachOf(persona, inbox.kind, inbox.id);
  const id = newId("msg");
  const attachments = photo ? [await upload({ database, files, organisationId }, inbox.id, photo, id)] : [];
  const isChat = inbox.kind === "web-chat";
  const { name, language } = persona;
  const from = { id: identity.value, name, language };
  const raw = isChat
    ? { visitor: from, message: { client_id: id, text, attachments } }
    : { external_id: id, from, text };
  await receiveMessage(database, clock, organisationId, {
    inbox,
    identity,
    claims: customerId ? [] : [customerNumber(persona.number)],
    customerId,
    name,
    language,
    text,
    subject,
    externalId: isChat ? `${identity.value}:${id}` : id,
    clientId: isChat ? id : null,
    key: null,
    sentAt: null,
    attachments,
    raw: Buffer.from(JSON.stringify(raw)),
    mediaType: "application/json",
    arrivalId: null,
  });
}

function upload(
  { database, files, organisationId }: Pick<LifeParts, "database" | "files" | "organisationId">,
  inboxId: string,
  photo: string,
  seed: string,
): Promise<string> {
  const kind = photo as PictureKind;
  const dice = seeded(seed);
  return storeUpload(database, files, organisationId, {
    name: pictureNames[kind].replace("%", String(dice.whole(1000, 9999))),
    mediaType: "image/png",
    bytes: drawPicture(kind, dice),
    by: "arrival",
    inboxId,
  });
}

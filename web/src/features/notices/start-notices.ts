import i18next from "i18next";
import { inbox, lastEvents } from "../../app/desk.ts";
import { preferences } from "../../app/preferences.ts";
import { router } from "../../app/router.tsx";
import { session } from "../../app/session.ts";
import { showToast } from "../../ui/toast-store.ts";
import { showBadge } from "./badge.ts";
import { clearDesktop, tellDesktop } from "./desktop-notices.ts";
import { noticeChoiceOf, waysNow } from "./notice-choice.ts";
import { type Notice, noticeOf, promiseNotices, type SaidOfPromise, settles } from "./notice-events.ts";
import { playNotice } from "./notice-sound.ts";

/** A burst within this is told as one. */
const burstMs = 1500;
const promiseEveryMs = 10_000;

/** Follows the stream and the clock and tells what its reader chose to be told. Returns how to stop. */
export function startNotices(): () => void {
  let waiting: Notice[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said: SaidOfPromise | null = null;

  const tell = (notices: readonly Notice[]) => {
    if (notices.length === 0) return;
    waiting = [...waiting, ...notices];
    timer ??= setTimeout(() => {
      timer = undefined;
      const burst = waiting;
      waiting = [];
      say(burst);
    }, burstMs);
  };

  const onEvents = () => {
    const me = session.get()?.member.id;
    if (!me) return;
    const events = lastEvents.get();
    for (const event of events) {
      if (!event.conversation_id || !settles(event, me)) continue;
      clearDesktop(event.conversation_id);
      waiting = waiting.filter((each) => each.conversationId !== event.conversation_id);
    }
    tell(events.flatMap((event) => noticeOf(event, me) ?? []));
  };

  const onTime = () => {
    const me = session.get()?.member.id;
    if (!me || inbox.get().status !== "ready") return;
    const look = promiseNotices(inbox.get().byId.values(), me, Date.now(), said ?? new Map());
    // What was late before the desk opened is on the screen already.
    if (said) tell(look.notices);
    said = look.said;
  };

  // A timer of its own: the screen's clock stands still while the page is hidden, and that is when this matters.
  const watch = setInterval(onTime, promiseEveryMs);
  const stops = [lastEvents.subscribe(onEvents), followBadge()];
  return () => {
    clearTimeout(timer);
    clearInterval(watch);
    for (const stop of stops) stop();
    showBadge(0);
  };
}

function followBadge(): () => void {
  let shown = -1;
  const show = () => {
    const wanted = noticeChoiceOf(preferences.get().notifications).badge;
    const count = wanted ? (inbox.get().snapshot?.counts.my_turn ?? 0) : 0;
    if (count === shown) return;
    shown = count;
    showBadge(count);
  };
  show();
  const stops = [inbox.subscribe(show), preferences.subscribe(show)];
  return () => {
    for (const stop of stops) stop();
  };
}

function say(burst: readonly Notice[]): void {
  const choice = noticeChoiceOf(preferences.get().notifications);
  const timeZone = session.get()?.member.time_zone ?? "UTC";
  const at = { now: Date.now(), timeZone, hidden: document.hidden };
  const told = burst.map((notice) => ({ notice, ways: waysNow(choice, notice.kind, at) }));
  if (told.some(({ ways }) => ways.sound)) playNotice();
  for (const { notice, ways } of told) {
    if (ways.desktop) tellDesktop(notice.conversationId, titleOf(notice), notice.words, () => openIt(notice));
  }
  const lines = told.filter(({ ways }) => ways.app).map(({ notice }) => notice);
  const [first] = lines;
  // Whoever has it open sees it happen.
  if (!first || location.pathname.endsWith(`/${first.conversationId}`)) return;
  const words = lines.length > 1 ? i18next.t("many", { ns: "notices", count: lines.length }) : titleOf(first);
  showToast(words, {
    action: { label: i18next.t("open", { ns: "notices" }), run: () => openIt(first) },
    lastsMs: 8000,
  });
}

function titleOf(notice: Notice): string {
  const who = notice.who ?? i18next.t("somebody", { ns: "notices" });
  return i18next.t(`told.${notice.kind}`, { ns: "notices", who });
}

function openIt(notice: Notice): void {
  void router.navigate({
    to: "/inbox/$view/{-$conversation}",
    params: { view: "all", conversation: notice.conversationId },
  });
}

import type { Talk, VisitorCommand, VisitorSign } from "@amends/server/contract";
import { DeskError } from "./desk.ts";
import { pauseMs } from "./outbox.ts";

interface LineWants {
  url(): string;
  token(): string | null;
  /** The same by asking, where sockets do not come through. */
  fetchTalk(): Promise<Talk>;
  tell(sign: VisitorSign): void;
  /** `lost` is said only after it has lasted: most breaks are over before anybody would read about them. */
  changed(line: "connecting" | "live" | "polling" | "lost" | "none"): void;
}

const lostAfterMs = 3000;
const heartbeatMs = 30_000;
const answerMs = 10_000;
/** This many sockets in a row that never said anything, and we ask instead. */
const patience = 3;

/** The line to the desk: a socket that mends itself, and behind it asking every few seconds. */
export function createLine(wants: LineWants) {
  let socket: WebSocket | null = null;
  let failures = 0;
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(timer);
    const token = wants.token();
    if (!wanted || socket || !token) return;
    if (failures === 0) wants.changed("connecting");
    const mine = new WebSocket(wants.url());
    socket = mine;
    silence = setTimeout(() => mine.close(), answerMs);
    mine.onopen = () => push({ do: "hello", token });
    mine.onmessage = ({ data }) => {
      clearTimeout(silence);
      const sign = JSON.parse(String(data)) as VisitorSign;
      if (sign.sign === "alive") return;
      if (sign.sign === "talk") isLive();
      wants.tell(sign);
      if (sign.sign === "ended") stop();
    };
    mine.onclose = () => {
      if (socket !== mine) return;
      drop();
      failures += 1;
      again();
    };
  }

  function isLive(): void {
    failures = 0;
    clearTimeout(lostTimer);
    lostTimer = undefined;
    wants.changed("live");
    clearInterval(beat);
    beat = setInterval(() => {
      push({ do: "alive" });
      clearTimeout(silence);
      silence = setTimeout(() => socket?.close(), answerMs);
    }, heartbeatMs);
  }

  function drop(): void {
    clearInterval(beat);
    clearTimeout(silence);
    socket = null;
    if (wanted) lostTimer ??= setTimeout(() => wants.changed("lost"), lostAfterMs);
  }

  function again(): void {
    if (!wanted) return;
    if (failures > patience) void ask();
    const cap = failures > patience ? 5000 : pauseMs(failures, Math.random());
    clearTimeout(timer);
    timer = setTimeout(connect, cap);
  }

  async function ask(): Promise<void> {
    try {
      const talk = await wants.fetchTalk();
      clearTimeout(lostTimer);
      lostTimer = undefined;
      if (wanted && !socket) wants.changed("polling");
      wants.tell({ sign: "talk", talk });
    } catch (error) {
      if (error instanceof DeskError && error.status === 401) {
        wants.tell({ sign: "ended", reason: "expired" });
        stop();
      }
    }
  }

  function push(command: VisitorCommand): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(command));
    return true;
  }

  function stop(): void {
    wanted = false;
    clearTimeout(timer);
    clearTimeout(lostTimer);
    lostTimer = undefined;
    const old = socket;
    drop();
    old?.close();
    wants.changed("none");
  }

  addEventListener("online", () => {
    failures = 0;
    connect();
  });
  addEventListener("offline", () => {
    if (wanted) wants.changed("lost");
  });
  return {
    start(): void {
      wanted = true;
      connect();
    },
    /** With another token. */
    restart(): void {
      stop();
      failures = 0;
      this.start();
    },
    stop,
    push,
  };
}

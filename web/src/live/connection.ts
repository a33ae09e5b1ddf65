import type { StreamCommand, StreamEvent, StreamSign } from "@amends/server/contract";
import { createStore, type Store } from "./store.ts";

/** The part of WebSocket that we use; a plain object in tests. */
export type Socket = {
  send: (text: string) => void;
  close: () => void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
};

export type LineState = {
  is: "new" | "live" | "waiting" /** When the next try comes. */;
  retryAt: number | null;
  tries: number;
};

export type ConnectionParts = {
  /** Opens the stream after this position; rejects when the server cannot be reached. */
  open: (after: string) => Promise<Socket>;
  onEvents: (events: StreamEvent[]) => void;
  onSign: (sign: StreamSign) => void;
  /** The position is too old, or this is the first time: load afresh and say from where to go on. */
  reload: () => Promise<string>;
  now: () => number;
  random: () => number;
  later: (run: () => void, ms: number) => () => void;
};

export type Connection = {
  state: Pick<Store<LineState>, "get" | "subscribe">;
  start: (position: string) => void;
  tell: (command: StreamCommand) => void;
  /** Tries at once: the network is back, somebody pressed the button. `anew` also when the line looks alive. */
  wake: (anew?: boolean) => void;
  stop: () => void;
};

/** 0.3 s, then twice as long each time up to 10 s, each shortened by up to half so that a hundred desks do not return at once. */
export function retryDelayMs(tries: number, random: number): number {
  return Math.round(Math.min(300 * 2 ** Math.max(0, tries - 1), 10_000) * (1 - random / 2));
}

export function createConnection(parts: ConnectionParts): Connection {
  const state = createStore<LineState>({ is: "new", retryAt: null, tries: 0 });
  let socket: Socket | null = null;
  /** The server has said hello on this very socket. */
  let greeted = false;
  let position = "";
  let stopped = true;
  let opening = 0;
  let cancelRetry = () => {};
  const inbox = batched(parts);

  const retry = () => {
    if (stopped) return;
    const tries = state.get().tries + 1;
    const delay = retryDelayMs(tries, parts.random());
    state.set({ is: "waiting", retryAt: parts.now() + delay, tries });
    cancelRetry();
    cancelRetry = parts.later(connect, delay);
  };

  const connect = async () => {
    cancelRetry();
    const mine = ++opening;
    try {
      if (position === "") position = await parts.reload();
      const next = await parts.open(position);
      if (stopped || mine !== opening) return next.close();
      socket = next;
      next.onmessage = (event) => socket === next && receive(String(event.data));
      next.onclose = () => {
        if (socket !== next) return;
        socket = null;
        greeted = false;
        retry();
      };
    } catch {
      if (mine === opening) retry();
    }
  };

  const receive = (text: string) => {
    const frame = JSON.parse(text) as StreamEvent | StreamSign;
    if (!("sign" in frame)) {
      position = frame.position;
      inbox.add(frame);
    } else if (frame.sign === "hello") {
      greeted = true;
      state.set({ is: "live", retryAt: null, tries: 0 });
      parts.onSign(frame);
    } else if (frame.sign === "reload") {
      position = "";
      drop();
      void connect();
    } else {
      parts.onSign(frame);
    }
  };

  const drop = () => {
    const old = socket;
    socket = null;
    greeted = false;
    old?.close();
  };

  return {
    state,
    start(from) {
      position = from;
      stopped = false;
      void connect();
    },
    tell(command) {
      if (greeted) socket?.send(JSON.stringify(command));
    },
    wake(anew = false) {
      if (stopped || (!anew && socket && state.get().is === "live")) return;
      drop();
      void connect();
    },
    stop() {
      stopped = true;
      opening++;
      cancelRetry();
      drop();
    },
  };
}

/** A burst of events is handed on once per frame, so that twenty a second cost one repaint each frame at most. */
function batched(parts: ConnectionParts): { add: (event: StreamEvent) => void } {
  let waiting: StreamEvent[] = [];
  return {
    add(event) {
      waiting.push(event);
      if (waiting.length > 1) return;
      parts.later(() => {
        const events = waiting;
        waiting = [];
        parts.onEvents(events);
      }, 16);
    },
  };
}

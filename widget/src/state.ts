import type { Talk, WidgetAttachment, WidgetConfig } from "@amends/server/contract";
import type { Words } from "./handle.ts";
import type { Language } from "./language.ts";
import type { Entry } from "./outbox.ts";

/** A file between being picked and being sent. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  /** For pictures: an address of this page that shows it before it is sent. */
  preview: string | null;
  /** 0 to 1; 1 is there. */
  progress: number;
  done: WidgetAttachment | null;
  failed: boolean;
}

/** What lies over the talk: nothing, or one of the forms. */
export type Sheet = "address" | "device" | null;

export interface State {
  /** The desk's address, below which its files lie. */
  desk: string;
  words: Words;
  language: Language;
  config: WidgetConfig | null;
  talk: Talk | null;
  outbox: readonly Entry[];
  uploads: readonly Upload[];
  /** `none`: no session yet. `lost`: the line is down and being tried again. */
  line: "none" | "connecting" | "live" | "polling" | "lost";
  typing: string | null;
  open: boolean;
  sheet: Sheet;
  /** Something to tell once, in words, until the next act. */
  notice: string | null;
  /** Send as soon as the files are there. */
  sendWhenUploaded: boolean;
  /** How often something was sent here: the field empties when this grows. */
  sent: number;
}

/** Nothing was ever said here. Until that is sure nothing is shown, so that nothing has to move away again. */
export function isFresh({ talk, outbox, config, line }: State): boolean {
  if (outbox.length > 0 || config === null) return false;
  return talk ? talk.state.status === "none" && talk.messages.length === 0 : line === "none";
}

export interface Store {
  get(): State;
  set(change: Partial<State>): void;
  subscribe(told: (state: State, before: State) => void): void;
}

export function createStore(first: State): Store {
  let state = first;
  let scheduled: State | null = null;
  const listeners: ((state: State, before: State) => void)[] = [];
  return {
    get: () => state,
    set(change) {
      const before = state;
      state = { ...state, ...change };
      if (scheduled) return;
      // Many changes of one moment make one painting.
      scheduled = before;
      queueMicrotask(() => {
        const from = scheduled ?? before;
        scheduled = null;
        for (const tell of listeners) tell(state, from);
      });
    },
    subscribe: (told) => void listeners.push(told),
  };
}

// The desk on a real socket: commands become frames, answers and pushes become state.
//
// The only file of the console that knows both. What the commands do is told where they are: sending.ts (what is
// written), reading.ts (logs), holding.ts (who has a chat), watching.ts (figures). They get a line (line.ts), no socket.

import { batch, computed, signal } from "@preact/signals";
import type { AgentHello, AgentWelcome, ChatOpened, PresenceStatus, Push } from "../shared/protocol.ts";
import { Connection, type Link, type StopReason } from "../shared/socket.ts";
import { now as localNow } from "../shared/time.ts";
import { newScreenSignals, say, type Commands, type Desk, type LinkState } from "./desk.ts";
import { draftKeeper, type DraftKeeper } from "./drafts.ts";
import { holdingOver } from "./holding.ts";
import { oneAtATime, type Line } from "./line.ts";
import { newsOf, newsOfReturn } from "./news.ts";
import { addressSignal } from "./places.ts";
import { readingOver } from "./reading.ts";
import { reasonOf } from "./refusals.ts";
import { isListening } from "./select.ts";
import { sendingOver } from "./sending.ts";
import { EMPTY, reduce, resumePoints, type State } from "./state.ts";
import { pageVisible } from "./visible.ts";
import { watchingOver } from "./watching.ts";

export interface Connected {
  readonly desk: Desk;
  open(): void;
  close(): void;
  /** Signed out by the agent herself: forget what was on the screen. */
  leave(): void;
}

interface Doors {
  /** The server does not know us (any more). What was written stays. */
  onSignIn(): void;
  signOut(): void;
}

export function connect({ onSignIn, signOut }: Doors): Connected {
  const state = signal<State>(EMPTY);
  const link = signal<LinkState>({ is: "connecting" });
  const busy = signal<ReadonlySet<string>>(new Set());
  const now = computed(() => localNow.value + state.value.clockSkew);
  const place = addressSignal();
  const screen = newScreenSignals();
  const { toasts } = screen;

  const line: Line = {
    state,
    now,
    place,
    toasts,
    dispatch: (frame) => void (state.value = reduce(state.peek(), frame)),
    ask: (command, options) => socket.ask(command, options),
    tell: (command) => socket.tell(command),
  };
  const { dispatch, ask, tell } = line;
  const sending = sendingOver(line);
  const reading = readingOver(line);
  const drafts = draftKeeper(async (chat, text) => {
    dispatch({ type: "drafted", chat, text });
    await ask({ type: "draft.set", chat, text }).catch(() => undefined); // the browser has it in any case
  });
  // The next device may be opened within the second.
  pageVisible.subscribe((visible) => {
    if (!visible) drafts.hurry();
  });

  const socket = new Connection<AgentWelcome, Push>({
    url: address(),
    hello: (): AgentHello => ({ type: "hello", after: resumePoints(state.peek()) }),
    onWelcome(welcome) {
      const before = state.peek();
      const watched = Object.values(before.chats).filter((card) => isListening(before, card));
      batch(() => {
        dispatch({ type: "welcome", welcome: { ...welcome, drafts: latest(welcome.drafts, drafts) }, at: Date.now() });
        link.value = { is: "live" };
      });
      sending.sendWhatIsLeft();
      for (const news of newsOfReturn(before, state.peek())) say(toasts, news);
      for (const { id } of watched) if (state.peek().chats[id] === undefined) void listenAgain(line, id);
    },
    onPush(push) {
      const news = newsOf(state.peek(), push);
      dispatch(push);
      if (news !== null) say(toasts, news);
    },
    onLink(now) {
      if (now.state === "stopped" && now.why === "sign_in") onSignIn();
      link.value = told(now, state.peek().me !== null) ?? link.peek();
    },
  });

  const commands: Commands = {
    ...sending.commands,
    ...reading.commands,
    ...holdingOver(line, oneAtATime(busy, toasts), reading.open),
    ...watchingOver(line),
    choosePresence: (status) => choosePresence(line, status),
    draft: (chat, text) => drafts.set(chat, text),
    hush: (chat) => dispatch({ type: "hushed", chat }),
    typing: (chat, on) => tell({ type: "typing", chat, on }),
    signOut,
  };

  return {
    desk: { state, link, now, place, busy, commands, ask, ...screen },
    open: () => socket.open(),
    close: () => socket.close(),
    leave() {
      socket.close();
      batch(() => {
        state.value = EMPTY;
        link.value = { is: "connecting" };
        place.value = { tab: "chats", chat: null };
      });
    },
  };
}

/** What was typed since, here, is newer than what the server had when it said so. */
function latest(known: AgentWelcome["drafts"], drafts: DraftKeeper): AgentWelcome["drafts"] {
  const all = { ...known, ...drafts.pending() };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
}

/** A server that was started anew has forgotten who listened: nothing of that is in the chat's log. */
async function listenAgain({ dispatch, ask }: Line, chat: string): Promise<void> {
  try {
    dispatch({ type: "listened", opened: await ask<ChatOpened>({ type: "listen.start", chat }) });
  } catch {
    // Over by now, or only lent for a transfer: it is not in the list any more.
  }
}

function choosePresence({ state, toasts, dispatch, ask }: Line, status: PresenceStatus): void {
  const before = state.peek().presence;
  dispatch({ type: "presence.chosen", status });
  ask({ type: "presence.set", status }).then(
    () => dispatch({ type: "presence.settled" }),
    (problem: unknown) => {
      dispatch({ type: "presence.settled", back: before });
      say(toasts, reasonOf(problem), "error");
    },
  );
}

/** What the agent is told of her line, or null where something else tells it: a welcome, or the sign-in. */
function told(now: Link, met: boolean): LinkState | null {
  switch (now.state) {
    case "connecting":
      return { is: met ? "lost" : "connecting" };
    case "waiting":
      return { is: "lost" };
    case "stopped":
      return now.why === "sign_in" ? null : { is: "stopped", why: STOPPED[now.why] };
    case "online":
      return null;
  }
}

const STOPPED = {
  forbidden: "This account may not use the console. Ask an administrator.",
  replaced: "The console was opened in another window. Reload this page to use it here.",
  not_found: "This server does not know the console's door. Reload the page.",
  broken: "This page is older than the server. Reload it; what you wrote is kept.",
} as const satisfies Record<Exclude<StopReason, "sign_in">, string>;

function address(): string {
  const url = new URL("/ws/agent", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

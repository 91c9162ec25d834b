// The desk on a real socket: commands become frames, answers and pushes become state.
//
// The only file of the console that knows both. A message is kept by the browser from the moment it is written until
// the server has confirmed it, and sent again with the same key; the chat takes it once.

import { batch, computed, signal } from "@preact/signals";
import { newKey } from "../shared/key.ts";
import type {
  Acked,
  AgentCommand,
  AgentHello,
  AgentWelcome,
  ChatCard,
  ChatOpened,
  Explained,
  NextChat,
  Push,
  Watching,
} from "../shared/protocol.ts";
import { Connection, type Link, type StopReason } from "../shared/socket.ts";
import { now as localNow } from "../shared/time.ts";
import { newScreenSignals, say, type Commands, type Desk, type LinkState } from "./desk.ts";
import { draftKeeper } from "./drafts.ts";
import type { Frame, PageSide, Unsent } from "./frames.ts";
import { focusComposer } from "./hands.ts";
import { forgetUnsent, keepUnsent, unsentOf } from "./keep.ts";
import { firstSeq, NO_LOG } from "./log.ts";
import { newsOf, newsOfReturn } from "./news.ts";
import { addressSignal } from "./places.ts";
import { codeOf, reasonOf } from "./refusals.ts";
import { isListening } from "./select.ts";
import { EMPTY, reduce, resumePoints, type State } from "./state.ts";
import { pageVisible } from "./visible.ts";

const PAGE_EVENTS = 100;

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
  const screen = newScreenSignals();
  const place = addressSignal();
  const underWay = new Set<string>();
  let watches = 0;
  const dispatch = (frame: Frame) => (state.value = reduce(state.peek(), frame));

  const socket = new Connection<AgentWelcome, Push>({
    url: address(),
    hello: (): AgentHello => ({ type: "hello", after: resumePoints(state.peek()) }),
    onWelcome(welcome) {
      const before = state.peek();
      const watched = Object.values(before.chats).filter((card) => isListening(before, card));
      batch(() => {
        dispatch({ type: "welcome", welcome: { ...welcome, drafts: latest(welcome.drafts) }, at: Date.now() });
        link.value = { is: "live" };
      });
      sendWhatIsLeft();
      for (const news of newsOfReturn(before, state.peek())) say(screen.toasts, news);
      for (const { id } of watched) if (state.peek().chats[id] === undefined) void listenAgain(id);
    },
    onPush(push) {
      const news = newsOf(state.peek(), push);
      dispatch(push);
      if (news !== null) say(screen.toasts, news);
    },
    onLink: (now) => followLink(now),
  });

  const ask = <Answer>(command: AgentCommand, options?: { once?: boolean; lane?: string }) => socket.ask<Answer>(command, options);
  const tell = (command: AgentCommand) => socket.tell(command);

  const drafts = draftKeeper(async (chat, text) => {
    dispatch({ type: "drafted", chat, text });
    await ask({ type: "draft.set", chat, text }).catch(() => undefined); // the browser has it in any case
  });

  // The next device may be opened within the second.
  pageVisible.subscribe((visible) => {
    if (!visible) drafts.hurry();
  });

  /** What was typed since, here, is newer than what the server had when it said so. */
  function latest(known: AgentWelcome["drafts"]): AgentWelcome["drafts"] {
    const all = { ...known, ...drafts.pending() };
    return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
  }

  /** A server that was started anew has forgotten who listened: nothing of that is in the chat's log. */
  async function listenAgain(chat: string): Promise<void> {
    try {
      dispatch({ type: "listened", opened: await ask<ChatOpened>({ type: "listen.start", chat }) });
    } catch {
      // Over by now, or only lent for a transfer: it is not in the list any more.
    }
  }

  /** The chat is mine now, and the push that says so may come later than the answer: read it before it is shown. */
  async function goTo(chat: string): Promise<void> {
    if (state.peek().chats[chat] === undefined) await commands.visit(chat);
    place.value = { tab: "chats", chat };
    focusComposer();
  }

  function followLink(now: Link): void {
    const met = state.peek().me !== null;
    if (now.state === "connecting" || now.state === "waiting")
      link.value = { is: met || now.state === "waiting" ? "lost" : "connecting" };
    if (now.state !== "stopped") return;
    if (now.why === "sign_in") onSignIn();
    else link.value = { is: "stopped", why: STOPPED[now.why] };
  }

  function sendWhatIsLeft(): void {
    const { me, outgoing } = state.peek();
    if (me === null) return;
    const known = Object.values(outgoing).flat();
    const stored = unsentOf(me.id).filter((each) => !known.some((other) => other.key === each.key));
    for (const unsent of stored) dispatch({ type: "writing", unsent });
    const left = [...stored, ...known.filter((each) => each.state === "sending")];
    for (const unsent of left) void send(unsent);
  }

  async function send(unsent: Unsent): Promise<void> {
    const { chat, key, text, note, file } = unsent;
    const by = state.peek().me?.id ?? "";
    if (underWay.has(key)) return;
    underWay.add(key);
    keepUnsent(by, bare(unsent));
    try {
      const { seq, at } = await ask<Acked>(
        file === undefined
          ? { type: note ? "note.add" : "message.send", chat, key, text }
          : { type: "message.send", chat, key, file: file.id },
        { lane: chat },
      );
      forgetUnsent(by, key);
      dispatch({ type: "stored", chat, key, seq, at });
    } catch (problem) {
      // Without a link the message stays on its way; the next welcome sends it again.
      if (codeOf(problem) !== "lost") dispatch({ type: "refused", chat, key, why: reasonOf(problem) });
    } finally {
      underWay.delete(key);
    }
  }

  /** One at a time under a name, so that a second click asks nothing twice. */
  async function once(name: string, ask: () => Promise<void>): Promise<void> {
    if (busy.peek().has(name)) return;
    busy.value = new Set([...busy.peek(), name]);
    try {
      await ask();
    } catch (problem) {
      say(screen.toasts, reasonOf(problem), codeOf(problem) === "taken" ? "plain" : "error");
    } finally {
      busy.value = new Set([...busy.peek()].filter((each) => each !== name));
    }
  }

  function go(chat: ChatCard): void {
    batch(() => {
      dispatch({ type: "answered", chat });
      place.value = { tab: "chats", chat: chat.id };
    });
    focusComposer();
  }

  async function open(
    chat: string,
    side: PageSide,
    span: { after?: number; before?: number; limit: number },
  ): Promise<ChatOpened | null> {
    try {
      const opened = await ask<ChatOpened>({ type: "chat.open", chat, ...span });
      dispatch({ type: "opened", opened, side });
      return opened;
    } catch (problem) {
      if (codeOf(problem) !== "lost") say(screen.toasts, reasonOf(problem), "error");
      return null;
    }
  }

  const commands: Commands = {
    next: () =>
      void once("next", async () => {
        const { chat } = await ask<NextChat>({ type: "queue.next" }, { once: true });
        if (chat === null) say(screen.toasts, "Nobody is waiting right now.");
        else go(chat);
      }),
    answer: (card) =>
      void once(card.id, async () => {
        const { chat } = await ask<{ chat: ChatCard }>({ type: "chat.answer", chat: card.id }, { once: true });
        go(chat);
      }),
    end: (chat) => void once(`end ${chat}`, () => ask({ type: "chat.end", chat })),
    transfer: (chat, to, note) =>
      void once(`transfer ${chat}`, () => ask({ type: "transfer.offer", chat, to, note: note === "" ? null : note }, { once: true })),
    accept: (chat) =>
      void once(`transfer ${chat}`, async () => {
        await ask({ type: "transfer.accept", chat }, { once: true });
        await goTo(chat);
      }),
    reject: (chat, reason) =>
      void once(`transfer ${chat}`, () => ask({ type: "transfer.reject", chat, reason: reason === "" ? null : reason })),
    cancelTransfer: (chat) => void once(`transfer ${chat}`, () => ask({ type: "transfer.cancel", chat })),
    takeOver: (chat) =>
      void once(`transfer ${chat}`, async () => {
        await ask({ type: "chat.take_over", chat });
        await goTo(chat);
      }),
    listen: (chat) =>
      void once(`listen ${chat}`, async () => {
        const opened = await ask<ChatOpened>({ type: "listen.start", chat });
        batch(() => {
          dispatch({ type: "listened", opened });
          place.value = { tab: "chats", chat };
        });
      }),
    closeWindow: (chat) =>
      void once(`listen ${chat}`, async () => {
        await ask({ type: "listen.stop", chat });
        const here = place.peek();
        if (here.tab === "chats" && here.chat === chat) place.value = { tab: "chats", chat: null };
      }),
    async explain(chat) {
      try {
        return await ask<Explained>({ type: "queue.explain", chat });
      } catch (problem) {
        say(screen.toasts, reasonOf(problem), "error");
        return null;
      }
    },
    draft: (chat, text) => drafts.set(chat, text),
    hush: (chat) => dispatch({ type: "hushed", chat }),
    choosePresence(status) {
      const before = state.peek().presence;
      dispatch({ type: "presence.chosen", status });
      ask({ type: "presence.set", status }).then(
        () => dispatch({ type: "presence.settled" }),
        (problem: unknown) => {
          dispatch({ type: "presence.settled", back: before });
          say(screen.toasts, reasonOf(problem), "error");
        },
      );
    },
    write(chat, text, note) {
      const unsent = { chat, key: newKey(), text, note, at: desk.now.peek() };
      dispatch({ type: "writing", unsent });
      void send(unsent);
    },
    sendFile(chat, key, file) {
      const unsent = { chat, key, text: "", note: false, file, at: desk.now.peek() };
      dispatch({ type: "writing", unsent });
      void send(unsent);
    },
    allowFiles: (chat, on) =>
      void once(`files ${chat}`, async () => {
        await ask({ type: "chat.allow_files", chat, on });
      }),
    tryAgain(chat, key) {
      const failed = state.peek().outgoing[chat]?.find((each) => each.key === key);
      if (failed === undefined) return;
      dispatch({ type: "writing", unsent: bare(failed) });
      void send(failed);
    },
    drop(chat, key) {
      forgetUnsent(state.peek().me?.id ?? "", key);
      dispatch({ type: "dropped", chat, key });
    },
    async visit(chat) {
      try {
        const opened = await ask<ChatOpened>({ type: "chat.open", chat, limit: PAGE_EVENTS });
        dispatch({ type: "visited", opened });
        return null;
      } catch (problem) {
        return codeOf(problem) === "lost" ? null : reasonOf(problem);
      }
    },
    openLatest: (chat) =>
      void open(chat, "latest", { limit: PAGE_EVENTS }).then((opened) => {
        const begun = state.peek().beginnings[chat] !== undefined;
        if (opened?.more && !begun) void open(chat, "beginning", { after: 0, limit: 1 });
      }),
    async openOlder(chat) {
      const before = firstSeq(state.peek().logs[chat] ?? NO_LOG);
      await open(chat, "older", { before, limit: PAGE_EVENTS });
    },
    typing: (chat, on) => tell({ type: "typing", chat, on }),
    read(chat, seq) {
      tell({ type: "read", chat, seq });
      dispatch({ type: "seen", chat, seq });
    },
    watch(channel, tz) {
      const mine = ++watches;
      ask<Watching>({ type: "dashboard.watch", channels: channel === null ? null : [channel], tz }, { once: true }).then(
        ({ figures }) => {
          if (mine === watches) dispatch({ type: "watched", figures });
        },
        () => undefined, // without a link it is asked for again when there is one
      );
    },
    unwatch() {
      watches += 1;
      dispatch({ type: "watched", figures: null });
      ask({ type: "dashboard.watch", on: false }, { once: true }).catch(() => undefined);
    },
    signOut,
  };

  const now = computed(() => localNow.value + state.value.clockSkew);
  const desk: Desk = { state, link, now, place, busy, commands, ask, ...screen };

  return {
    desk,
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

const STOPPED = {
  forbidden: "This account may not use the console. Ask an administrator.",
  replaced: "The console was opened in another window. Reload this page to use it here.",
  not_found: "This server does not know the console's door. Reload the page.",
  broken: "This page is older than the server. Reload it; what you wrote is kept.",
} as const satisfies Record<Exclude<StopReason, "sign_in">, string>;

function bare({ chat, key, text, note, file, at }: Unsent): Unsent {
  return { chat, key, text, note, at, ...(file !== undefined && { file }) };
}

function address(): string {
  const url = new URL("/ws/agent", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

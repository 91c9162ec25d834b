// The customer's side of one channel: the state as a signal, and the acts that change the world around it.
//
// Screens read `state` and call the acts; they never see the socket. What must survive is written down before it is
// sent: a first message keeps its key until its answer came, a message its key until it is stored.
// What only some chats come to is beside the screens that need it: requesting.ts and afterwards.ts.

import { type ReadonlySignal, batch, computed, effect, signal } from "@preact/signals";
import { newKey } from "../shared/key.ts";
import type {
  BotMet,
  BotPost,
  ChatStarted,
  CustomerCommand,
  CustomerHello,
  CustomerWelcome,
  FileRef,
  ReadMark,
  Suggested,
  Suggestion,
  TypingSet,
} from "../shared/protocol.ts";
import { Connection, Refused } from "../shared/socket.ts";
import type { Customer } from "./bridge.ts";
import { type Kept, Memory, type Unsent } from "./memory.ts";
import { EMPTY, type Input, type State, isOpen, lastSeq, lastWord, reduce, unread } from "./state.ts";
import { Typing } from "./typing.ts";
import { fieldsOf, together } from "./visitor.ts";

// The console says "typing" again every few seconds; an agent whose link broke says nothing any more.
const TYPING_LOST_MS = 10_000;
// The first message comes back as an event at once; if not, a resume brings it. By then the other tabs have heard, too.
const EVENT_MS = 2_000;
// The server knows a start key for minutes; after that a repeat might be a second chat.
const START_KEY_MS = 3 * 60_000;
// Suggestions are a help; who waits longer for them than this had rather write to somebody.
const SUGGEST_MS = 2_500;

type Said = NonNullable<Unsent["outgoing"]>[number];
type Start = NonNullable<Unsent["start"]>;

export interface Setting {
  readonly channel: string;
  /** Where the customer is, told to the agent. */
  page(): string | undefined;
  /** Keep a text for the length of the tab, where the frame itself may not. */
  keep(text: string): void;
}

/** Why something was not taken: a code of the protocol, and the field it is about. */
export interface No {
  readonly code: string;
  readonly field?: string;
}

export class Talk {
  readonly #state = signal<State>(EMPTY);
  readonly state: ReadonlySignal<State> = this.#state;
  /** The window is open and its tab in front. */
  readonly visible = signal(false);
  /** The newest message is in view; unread ones are read then. */
  readonly atEnd = signal(true);
  readonly draft = signal("");
  /** FAQs that may answer her first words. */
  readonly found = signal<readonly Suggestion[]>([]);
  /** What a bot says first; null until it was asked. */
  readonly opening = signal<readonly BotPost[] | null>(null);
  /** Why the first message was not taken. */
  readonly startRefused = signal<No | null>(null);
  /** A request that is being written, and the number of the one that was sent. */
  readonly requestText = signal("");
  readonly requested = signal<number | null>(null);
  /** No sound for what comes while the customer looks elsewhere. */
  readonly muted = signal(false);
  readonly unread = computed(() => unread(this.#state.value));

  readonly #memory: Memory;
  readonly #connection: Connection<CustomerWelcome, Exclude<Input, { type: "welcome" }>>;
  readonly #setting: Setting;
  #restored = false;
  #connected = false;
  #page: Readonly<Record<string, string>> = {};
  // What the page has signed, and what the next hello says: that, or the ticket it was taken for.
  #signed: string | undefined;
  #identity: string | undefined;
  // Nobody else knows it: what the page has signed is taken from us again if its answer was lost.
  #attempt = newKey();
  #typingLost: ReturnType<typeof setTimeout> | undefined;
  readonly #typing = new Typing((frame) => this.#tell(frame));
  // One from the first suggestions to the start of the chat, so that what was read belongs to what was asked.
  startKey = newKey();
  /** Of the request that is being written: sent twice it is one. */
  requestKey = newKey();

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#memory = new Memory(setting.channel, (text) => setting.keep(text));
    this.#connection = new Connection({
      url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/customer`,
      hello: () => this.#hello(),
      onWelcome: (welcome) => this.#welcomed(welcome),
      onTurnedAway: (refused) => this.#turnedAway(refused),
      onPush: (push) => this.#pushed(push),
      onLink: (link) => this.put({ type: "link", link }),
    });
    this.muted.value = this.#memory.muted;
    this.#memory.onChange(
      (kept, before) => this.#otherTab(kept, before),
      () => this.#empty(),
      () => (this.muted.value = this.#memory.muted),
    );
    effect(() => this.#look());
  }

  /** What the page says of her. Somebody else than before is told to the server at once. */
  knows(customer: Customer): void {
    this.#page = fieldsOf(customer);
    const { jwt } = customer;
    if (jwt === undefined || jwt === "" || jwt === this.#signed) return;
    this.#signed = this.#identity = jwt;
    // What is on its way goes on its way again: it is hers all the same.
    if (this.#connected) this.#connection.greetAnew();
  }

  /** Somebody else may sit here next. */
  forget(): void {
    this.#page = {};
    this.#signed = this.#identity = undefined;
    this.#memory.forget();
    this.#empty();
    if (this.#connected) this.#anew();
  }

  #empty(): void {
    this.draft.value = this.requestText.value = "";
    this.requested.value = null;
  }

  /** Once, when it is known what was kept. */
  connect(kept: string | null): void {
    if (kept !== null) this.#memory.recall(kept);
    const { draft = "", request, requested } = this.#memory.unsent;
    this.draft.value = draft;
    this.requestText.value = request?.text ?? "";
    this.requested.value = requested ?? null;
    if (request !== undefined) this.requestKey = request.key;
    effect(() => this.note({ draft: this.draft.value }));
    effect(() => this.note({ request: { text: this.requestText.value, key: this.requestKey } }));
    this.put({ type: "seen", seq: this.#memory.kept?.read ?? 0 });
    this.#connected = true;
    this.#connection.open();
  }

  /** A chat that there is not, in place of whatever was shown: for the preview. */
  pretend(inputs: readonly Input[], { text, found }: { readonly text: string; readonly found: readonly Suggestion[] }): void {
    batch(() => {
      this.found.value = found;
      this.draft.value = text;
      this.put({ type: "forget" });
      for (const input of inputs) this.put(input);
    });
  }

  /** What was filled in before the chat, to have it again after a reload. */
  get fields(): Readonly<Record<string, string>> {
    return this.withPage(this.#memory.unsent.fields ?? {});
  }

  /** What she has filled in, and what the page says of her. */
  withPage(filled: Readonly<Record<string, string>>): Record<string, string> {
    return together(this.#page, filled);
  }

  keepFields(fields: Readonly<Record<string, string>>): void {
    this.note({ fields });
  }

  /** A chat is remembered. */
  get goesOn(): boolean {
    return this.#memory.kept !== null;
  }

  get agreed(): boolean {
    return this.#memory.unsent.agreed ?? false;
  }

  mute(muted: boolean): void {
    this.muted.value = muted;
    this.#memory.muted = muted;
  }

  keepAgreed(agreed: boolean): void {
    this.note({ agreed });
  }

  // --- acts ---

  start(text: string, filled: Readonly<Record<string, string>>): void {
    const start = { key: this.startKey, text, fields: this.withPage(filled), consent: this.agreed, at: Date.now() };
    this.startKey = newKey();
    this.opening.value = null;
    this.note({ start });
    this.draft.value = besides(this.draft.peek(), text);
    void this.#begin(start);
  }

  /** Ask the bot what it says first: on each link anew, since the server forgets it with the link. */
  async meet(): Promise<void> {
    const asked = this.#connection.ask<BotMet, CustomerCommand>({ type: "bot.meet" }, { once: true });
    this.opening.value = (await asked.catch(() => null))?.posts ?? [];
  }

  /** What may answer the question without a chat; nothing where that takes too long. */
  async suggest(text: string): Promise<readonly Suggestion[]> {
    const asked = this.#connection.ask<Suggested, CustomerCommand>({ type: "faq.suggest", text }, { once: true });
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), SUGGEST_MS));
    return (await Promise.race([asked.catch(() => null), late]))?.suggestions ?? [];
  }

  /** There is somebody to talk to after all: what was written for the request is not lost. */
  sayInstead(): void {
    if (this.requestText.peek() !== this.firstWords()) this.draft.value = this.requestText.peek();
    this.requestText.value = "";
  }

  /** With which the chat began. */
  firstWords(): string {
    const first = this.#state.peek().log.find((event) => event.kind === "message" && event.by.kind === "customer");
    return first?.kind === "message" ? (first.data.text ?? "") : "";
  }

  /** `beside`: what is being written stays, another thing was said. */
  say(text: string, beside?: "beside"): void {
    if (beside === undefined) {
      this.draft.value = "";
      this.#typing.stops();
    }
    this.#say({ key: newKey(), text, at: this.serverNow() });
  }

  /** One that was uploaded to the chat; the key is that of its message. */
  sayFile(key: string, file: FileRef): void {
    this.#say({ key, text: "", file, at: this.serverNow() });
  }

  #say(message: Said): void {
    this.put({ type: "say", ...message });
    this.#noteOutgoing();
    void this.#send(message);
  }

  again(key: string): void {
    const message = this.#state.value.outgoing.find((each) => each.key === key);
    if (message === undefined) return;
    this.put({ type: "again", key });
    void this.#send(message);
  }

  /** The text field changed. Agents see it grow, where the channel lets them. */
  typed(text: string): void {
    this.draft.value = text;
    if (!isOpen(this.#state.value.chat)) return;
    this.#typing.grows(text);
  }

  async end(): Promise<void> {
    this.#typing.stops();
    await this.attempt({ type: "chat.end" });
  }

  /** Forget the chat, here and in the other tabs. The connection belonged to it. */
  leave(): void {
    this.#memory.kept = null;
    const { fields } = this.#memory.unsent;
    this.#memory.unsent = fields === undefined ? {} : { fields };
    this.requested.value = null;
    this.#anew();
  }

  /** Connect again after a stop: the customer asked for it. */
  retry(): void {
    this.#restored = false;
    this.#connection.restart();
  }

  /** What opens the files of the chat. */
  get token(): string | null {
    return this.#memory.kept?.token ?? null;
  }

  serverNow(): number {
    return Date.now() + this.#state.value.skewMs;
  }

  // --- what the server says ---

  #hello(): CustomerHello {
    const token = this.#memory.kept?.token;
    const page = this.#setting.page()?.slice(0, 2_000);
    return {
      type: "hello",
      channel: this.#setting.channel,
      after: lastSeq(this.#state.value),
      locale: navigator.language.slice(0, 35),
      ...(token === undefined ? {} : { token }),
      ...(page === undefined ? {} : { page }),
      ...(this.#identity === undefined ? {} : { identity: this.#identity, attempt: this.#attempt }),
    };
  }

  /** A page that signs wrongly shall not keep its customer from chatting. */
  #turnedAway({ details, message }: Refused): boolean {
    if (details.field !== "identity" || this.#identity === undefined) return false;
    this.#identity = undefined;
    console.warn(`Switchboard: ${message}`);
    return true;
  }

  #welcomed(welcome: CustomerWelcome): void {
    const { chat } = welcome;
    if (welcome.identity !== undefined) this.#identity = welcome.identity.ticket;
    const first = !this.#state.value.greeted;
    // What another tab keeps since we asked stays.
    if (chat === undefined) this.#memory.kept &&= null;
    else if (first && !mayGoOn(chat, welcome.now_at)) {
      batch(() => {
        this.put({ type: "welcome", welcome: { channel: welcome.channel, now_at: welcome.now_at }, now: Date.now() });
        this.leave();
      });
      return;
    }
    this.put({ type: "welcome", welcome, now: Date.now() });
    if (chat !== undefined) this.#tellRead();
    if (!this.#restored) this.#restore();
    this.#restored = true;
  }

  #pushed(push: Exclude<Input, { type: "welcome" }>): void {
    this.put(push);
    if (push.type === "event") this.#noteOutgoing();
    if (push.type !== "typing") return;
    clearTimeout(this.#typingLost);
    if (push.on) this.#typingLost = setTimeout(() => this.put({ type: "silent" }), TYPING_LOST_MS);
  }

  /** After a reload or a stop: what was on its way then goes on its way again, with the same keys. First words belong
   * into the chat that there is, whichever tab began it: where it is theirs, their key says so. */
  #restore(): void {
    const { start, outgoing = [] } = this.#memory.unsent;
    if (this.#state.value.chat !== null) {
      this.note({ start: undefined });
      for (const message of start ? [start, ...outgoing] : outgoing) this.#say(message);
    } else if (start !== undefined) {
      if (Date.now() - start.at < START_KEY_MS) void this.#begin(start);
      else this.#giveBack(start);
    }
  }

  async #begin(start: Start): Promise<void> {
    this.startRefused.value = null;
    this.put({ ...start, type: "start", at: this.serverNow() });
    await this.#memory.alone(() => this.#first(start));
  }

  async #first(start: Start): Promise<void> {
    const { at: _, ...said } = start;
    // Another tab was first: see #restore.
    if (this.goesOn || this.#memory.unsent.start?.key !== said.key) return;
    try {
      const answer = await this.#connection.ask<ChatStarted, CustomerCommand>({ type: "chat.start", ...said });
      this.#memory.kept = { token: answer.token, read: this.#state.value.read };
      this.put({ type: "started", chat: answer.chat });
      this.note({ start: undefined });
      await new Promise((resolve) => setTimeout(resolve, EVENT_MS));
      if (this.#behind(answer)) this.#connection.greetAnew();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code === "lost") return;
      this.put({ type: "not_started", key: start.key });
      this.startRefused.value = refusal(error);
      this.#giveBack(start);
    }
  }

  /** A start that was repeated is answered, but its events may have gone to the connection that broke. */
  #behind({ chat, seq }: ChatStarted): boolean {
    const now = this.#state.value;
    return now.chat?.id === chat && lastSeq(now) < seq && this.#connection.link.state === "online";
  }

  #giveBack(start: Start): void {
    this.note({ start: undefined });
    this.draft.value = before(this.draft.value, start.text);
  }

  async #send({ key, text, file }: Said): Promise<void> {
    const refused = await this.attempt({ type: "message.send", key, ...(file ? { file: file.id } : { text }) });
    if (refused === null) this.put({ type: "stored", key });
    else if (refused.code !== "lost" || this.#connection.link.state === "stopped") {
      this.put({ type: "not_sent", key, code: refused.code });
    }
    this.#noteOutgoing();
  }

  /** One at a time: what was written first is stored first, and a chat ends after what was said in it. */
  ask<Answer>(command: CustomerCommand): Promise<Answer> {
    return this.#connection.ask<Answer, CustomerCommand>(command, { lane: "chat" });
  }

  /** Why it was not done; null where it was. */
  async attempt(command: CustomerCommand): Promise<No | null> {
    try {
      await this.ask(command);
      return null;
    } catch (error) {
      return refusal(error);
    }
  }

  // --- reading ---

  /** Read is what stands in view, in an open window, in the tab in front. */
  #look(): void {
    const seq = lastWord(this.#state.value);
    if (!this.visible.value || !this.atEnd.value || seq <= this.#state.value.read) return;
    this.put({ type: "seen", seq });
    const { kept } = this.#memory;
    if (kept !== null) this.#memory.kept = { ...kept, read: seq };
    this.#tellRead();
  }

  #tellRead(): void {
    const { read } = this.#state.value;
    if (read > 0) this.#tell({ type: "read", seq: read });
  }

  #tell(frame: TypingSet | ReadMark): void {
    this.#connection.tell(frame);
  }

  // --- tabs and memory ---

  /** Another tab began a chat, left it, or read on. */
  #otherTab(kept: Kept | null, before: Kept | null): void {
    if (kept?.token !== before?.token) this.#anew();
    else if (kept !== null) this.put({ type: "seen", seq: kept.read });
  }

  #anew(): void {
    this.#typing.stops();
    batch(() => {
      this.put({ type: "forget" });
      this.put({ type: "seen", seq: this.#memory.kept?.read ?? 0 });
    });
    this.#noteOutgoing();
    this.retry();
  }

  #noteOutgoing(): void {
    const outgoing = this.#state.value.outgoing.map(({ status: _, code: __, ...message }) => message);
    if (!this.#state.value.starting) this.note({ outgoing });
  }

  /** What must survive a reload; undefined is forgotten. */
  note(change: { [K in keyof Unsent]: Unsent[K] | undefined }): void {
    this.#memory.unsent = { ...this.#memory.unsent, ...change } as Unsent;
  }

  put(input: Input): void {
    this.#state.value = reduce(this.#state.peek(), input);
  }
}

/** What stands in the field beside what was said: typed on while that was being looked at. */
export function besides(draft: string, said: string): string {
  const typed = draft.trimStart();
  return typed.startsWith(said) ? typed.slice(said.length).trimStart() : draft;
}

/** What was said and not taken stands in the field again, before what was typed since. */
export function before(draft: string, said: string): string {
  return draft === "" || draft.startsWith(said) ? draft || said : `${said}\n${draft}`;
}

export function refusal(error: unknown): No {
  if (!(error instanceof Refused)) throw error;
  const { field } = error.details;
  return { code: error.code, ...(field === undefined ? {} : { field }) };
}

/** Whether a page that is loaded afresh shows the chat, or the way to a new one. */
function mayGoOn(chat: NonNullable<CustomerWelcome["chat"]>, now: number): boolean {
  return chat.status === "abandoned" ? false : chat.status !== "ended" || (chat.can_return_until ?? 0) > now;
}

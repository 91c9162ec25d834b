// What stands in the window: which screen for which state, and the screens before a conversation.

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, BellIcon, BellOffIcon, BlockedIcon, ChatIcon, CloseIcon } from "../shared/first_icons.tsx";
import { Avatar, Button, IconButton, Spinner } from "../shared/parts.tsx";
import { type BotPost, type ChannelView, type Suggestion, preChatFormDefaults } from "../shared/protocol.ts";
import type { StopReason } from "../shared/socket.ts";
import { now } from "../shared/time.ts";
import { Composer } from "./composer.tsx";
import { BEFORE, DURING } from "./parts_later.ts";
import { type State, botOf, isOpen, mayLeave } from "./state.ts";
import type { No, Talk } from "./talk.ts";
import { type Language, aboutSpan, counted, fill } from "./texts.ts";

export interface AppProps {
  readonly talk: Talk;
  readonly language: ReadonlySignal<Language>;
  /** Whether the language is there that the channel speaks. */
  readonly speaks: ReadonlySignal<boolean>;
  /** The page's own words for the head of the window. */
  readonly title: () => string | undefined;
  readonly close: (() => void) | null;
}

type Screen = "connecting" | "stopped" | "talk" | "offline" | "form" | "first" | "suggest" | "request";

/** Which one, in order of what matters most. A bot that speaks first stands in for the form; null: it is being asked. */
export function screenOf(state: State, formDone: boolean, opening: readonly BotPost[] | null = []): Screen {
  if (state.link.state === "stopped") return "stopped";
  if (state.channel === null) return "connecting";
  if (state.chat !== null || state.starting) return "talk";
  // A bot is there when nobody else is.
  if (state.channel.state !== "open" && state.channel.bot === undefined) return "offline";
  if (opening === null) return "connecting";
  if (opening.length > 0 && state.channel.bot !== undefined) return "first";
  return (state.channel.pre_chat?.on ?? preChatFormDefaults.on) && !formDone ? "form" : "first";
}

export function App({ talk, language, speaks, title, close }: AppProps): JSX.Element {
  const state = talk.state.value;
  const [fields, setFields] = useState<Readonly<Record<string, string>> | null>(null);
  const [asking, setAsking] = useState(false);
  const found = talk.found.value;
  const [leaving, setLeaving] = useState(false);
  const refused = talk.startRefused.value;
  const opening = useOpening(talk, state);
  const base = speaks.value ? screenOf(state, refused === null ? fields !== null : !inForm(refused, state.channel), opening) : "connecting";
  const screen = further(base, found.length > 0, leaving && mayLeave(state, now.value, true));
  const stage = useFocus(talk, screen, isHere(screen));

  useLayoutEffect(() => setAsking(false), [screen, isOpen(state.chat)]);
  useLayoutEffect(() => {
    if (screen !== "suggest") talk.found.value = [];
    if (screen === "request") return;
    if (leaving && isOpen(state.chat)) talk.sayInstead();
    setLeaving(false);
  }, [screen]);
  // The way back to a form for the next chat.
  useLayoutEffect(() => {
    if (screen === "offline") setFields(null);
  }, [screen]);

  const filledIn = (given: Readonly<Record<string, string>>): void => {
    talk.startRefused.value = null;
    setFields(given);
  };

  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (asking) setAsking(false);
    else close?.();
  };

  const props = { talk, state, language: language.value };
  return (
    <div class="window" data-screen={screen} onKeyDown={escape} ref={stage}>
      <Head {...props} screen={screen} title={title()} close={close} ask={isOpen(state.chat) ? () => setAsking(true) : null} />
      <LinkBar {...props} />
      {screen === "connecting" && <Connecting {...props} />}
      {screen === "stopped" && state.link.state === "stopped" && <Stopped {...props} why={state.link.why} />}
      {state.channel && (
        <Before {...props} opening={opening ?? []} screen={screen} channel={state.channel} found={found} show={(now) => (talk.found.value = now)} fields={fields ?? talk.fields} done={filledIn} stay={() => setLeaving(false)} />
      )}
      {screen === "talk" && (
        <Talking {...props} asking={asking} answered={() => setAsking(false)} leave={mayLeave(state, now.value) ? () => setLeaving(true) : null} />
      )}
    </div>
  );
}

/** What the bot says before a chat. Its greeting, if that is known, stands while it is asked. */
function useOpening(talk: Talk, { channel, chat, starting, link }: State): readonly BotPost[] | null {
  const bot = channel?.bot;
  const asks = talk.visible.value && bot !== undefined && chat === null && !starting && link.state === "online";
  useLayoutEffect(() => {
    if (asks) void talk.meet();
  }, [asks]);
  const said = talk.opening.value;
  if (said?.length) return said;
  if (bot?.greeting) return [{ text: bot.greeting }];
  return said === null && asks ? null : [];
}

/** Suggestions come after the first words, and a request instead of waiting. */
function further(screen: Screen, found: boolean, leaving: boolean): Screen {
  if (screen === "first" && found) return "suggest";
  return screen === "talk" && leaving ? "request" : screen;
}

/** Whether what the server did not take can be mended in the form. */
function inForm({ field = "" }: No, channel: ChannelView | null): boolean {
  const name = field.split(".").at(-1);
  const { fields, on } = { ...preChatFormDefaults, ...channel?.pre_chat };
  return on && (name === "consent" || fields.some((each) => each.name === name));
}

export interface ScreenProps {
  readonly talk: Talk;
  readonly state: State;
  readonly language: Language;
}

/** The focus goes where one would write; on a touch screen not into a field, which would bring up the keyboard. */
function useFocus(talk: Talk, screen: Screen, here: boolean): { current: HTMLDivElement | null } {
  const stage = useRef<HTMLDivElement>(null);
  const visible = talk.visible.value;
  const go = (): void => {
    if (!visible) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    const wanted = stage.current?.querySelector<HTMLElement>(touch ? "h1" : "[data-first]");
    (wanted ?? stage.current?.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  };
  useLayoutEffect(go, [visible, screen]);
  // A part that came later: from where it was waited for.
  useLayoutEffect(() => {
    const at = document.activeElement;
    if (here && (at === document.body || at?.localName === "h1")) go();
  }, [here]);
  return stage;
}

/** Whether the part is there that draws this screen. */
function isHere(screen: Screen): boolean {
  if (screen === "talk") return DURING.asFarAs !== null;
  return screen === "first" || BEFORE.asFarAs !== null;
}

// --- the head ---

interface HeadProps extends ScreenProps {
  readonly screen: Screen;
  readonly title: string | undefined;
  readonly close: (() => void) | null;
  /** Ask whether to end the chat, while there is one to end. */
  readonly ask: (() => void) | null;
}

function Head(props: HeadProps): JSX.Element {
  const { screen, talk, state, close, ask, language } = props;
  const { texts } = language;
  const tall = isTall(screen);
  return (
    <header class={tall ? "head tall" : "head"}>
      <div class="head-bar">
        {tall ? <Logo {...props} /> : <Who {...props} />}
        {!tall && screen === "talk" && (
          <IconButton label={texts.soundOn} aria-pressed={!talk.muted.value} onClick={() => talk.mute(!talk.muted.value)}>
            {talk.muted.value ? <BellOffIcon /> : <BellIcon />}
          </IconButton>
        )}
        {ask !== null && (
          <Button look="quiet" onClick={ask}>
            {state.chat?.status === "queued" ? texts.leaveQueue : texts.endChat}
          </Button>
        )}
        {close !== null && (
          <IconButton label={texts.closeWindow} onClick={close}>
            <CloseIcon />
          </IconButton>
        )}
      </div>
      {tall && <Greeting {...props} />}
    </header>
  );
}

/** Before a chat the head has room for more. */
function isTall(screen: Screen): boolean {
  return screen === "form" || screen === "first" || screen === "suggest" || screen === "offline";
}

function Logo({ state }: ScreenProps): JSX.Element {
  const { logo } = state.channel?.look ?? {};
  return (
    <span class="logo">
      {logo === undefined ? <ChatIcon size={22} /> : <img src={logo} alt="" />}
      <span>{state.channel?.name}</span>
    </span>
  );
}

function Greeting({ state, title, screen, language }: HeadProps): JSX.Element {
  const { look } = state.channel ?? {};
  const { texts } = language;
  const away = screen === "offline";
  const header = away ? offTitle(state, language) : (title ?? (look?.header || texts.hello));
  const message = away ? offText(state, language) : look?.message || texts.howCanWeHelp;
  return (
    <div class="greeting">
      <h1 tabIndex={-1}>{header}</h1>
      <p>{message}</p>
    </div>
  );
}

function Who({ state, title, language }: HeadProps): JSX.Element {
  const { agent, status } = state.chat ?? {};
  const { texts } = language;
  const bot = botOf(state);
  const who = agent ?? bot;
  const name = who?.name ?? title ?? state.channel?.name ?? texts.chat;
  const line = status === "queued" ? texts.inQueue : bot !== null ? texts.bot : agent !== undefined ? (state.channel?.name ?? "") : "";
  return (
    <div class="who">
      {who !== null ? (
        <Avatar name={who.name} photo={who.photo} />
      ) : (
        <span class="mark" aria-hidden="true">
          <ChatIcon size={18} />
        </span>
      )}
      <div class="who-words">
        <h1 tabIndex={-1}>{name}</h1>
        {line !== "" && <p>{line}</p>}
      </div>
    </div>
  );
}

/** Appears after a moment, so that a link that is back at once moves nothing. */
function LinkBar({ state, language }: ScreenProps): JSX.Element {
  const lost = state.greeted && (state.link.state === "waiting" || state.link.state === "connecting");
  return (
    <div class="link-bar" role="status">
      {lost && (
        <p>
          <Spinner /> {language.texts.reconnecting}
        </p>
      )}
    </div>
  );
}

// --- screens that only say something ---

function Connecting({ state, language }: ScreenProps): JSX.Element {
  return (
    <main class="said soon">
      <Spinner />
      <p role="status">{state.link.state === "waiting" ? language.texts.notReached : language.texts.connecting}</p>
    </main>
  );
}

function Stopped({ talk, why, language }: ScreenProps & { readonly why: StopReason }): JSX.Element {
  const { texts } = language;
  const reload = (): void => location.reload();
  switch (why) {
    case "replaced":
      return (
        <Said icon={<ChatIcon size={28} />} title={texts.replacedTitle} text={texts.replacedText}>
          <Button onClick={() => talk.retry()}>{texts.useHere}</Button>
        </Said>
      );
    case "not_found":
      return <Said icon={<AlertIcon size={28} />} title={texts.goneTitle} text={texts.goneText} />;
    case "broken":
      return (
        <Said icon={<AlertIcon size={28} />} title={texts.brokenTitle} text={texts.brokenText}>
          <Button onClick={reload}>{texts.reload}</Button>
        </Said>
      );
    case "sign_in":
    case "forbidden":
      return <Said icon={<BlockedIcon size={28} />} title={texts.blockedTitle} text={texts.blockedText} />;
  }
}

interface SaidProps {
  readonly icon: JSX.Element;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

function Said({ icon, title, text, children }: SaidProps): JSX.Element {
  return (
    <main class="said">
      <span class="said-icon">{icon}</span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </main>
  );
}

/** The channel's own words are of its absence: in a full queue they would not be true. */
function offTitle({ channel }: State, { texts }: Language): string {
  if (channel?.state === "full") return texts.fullTitle;
  return channel?.offline?.header || (channel?.state === "closed" ? texts.closedTitle : texts.awayTitle);
}

function offText({ channel }: State, language: Language): string {
  if (channel?.state === "full") return fullText(channel.waiting ?? 0, language);
  return channel?.offline?.message || language.texts.awayText;
}

function fullText(waiting: number, language: Language): string {
  return waiting > 0 ? counted(language.texts.fullText, waiting, language) : language.texts.fullTextNone;
}

// --- before the first message ---

interface BeforeProps extends ScreenProps {
  readonly screen: Screen;
  readonly channel: ChannelView;
  readonly opening: readonly BotPost[];
  readonly found: readonly Suggestion[];
  readonly show: (found: readonly Suggestion[]) => void;
  readonly fields: Readonly<Record<string, string>>;
  readonly done: (fields: Readonly<Record<string, string>>) => void;
  /** Back from the request to the queue. */
  readonly stay: () => void;
}

function Before(props: BeforeProps): JSX.Element | null {
  const { screen, talk, fields, found, show, stay, language } = props;
  if (screen === "first") return <First {...props} />;
  if (screen !== "form" && screen !== "offline" && screen !== "suggest" && screen !== "request") return null;
  const part = BEFORE.here;
  if (part === null) return <Connecting {...props} />;
  switch (screen) {
    case "form":
      return <part.Form {...props} />;
    case "offline":
      return <part.Offline {...props} />;
    case "suggest":
      return <part.Suggest {...props} text={talk.draft.value.trim()} start={() => talk.start(talk.draft.value.trim(), fields)} back={() => show([])} found={found} />;
    case "request":
      return (
        <main class="body plain">
          <part.RequestForm {...props} back={<Button onClick={stay}>{language.texts.keepWaiting}</Button>} />
        </main>
      );
  }
}

type TalkingProps = ScreenProps & { readonly asking: boolean; readonly answered: () => void; readonly leave: (() => void) | null };

function Talking(props: TalkingProps): JSX.Element {
  const part = DURING.here;
  return part === null ? <Connecting {...props} /> : <part.Conversation {...props} />;
}

function First({ talk, channel, opening, fields, show, language }: BeforeProps): JSX.Element {
  const { texts } = language;
  const [busy, setBusy] = useState(false);
  const refused = talk.startRefused.value;
  const { bot } = channel;
  const spoken = opening.length > 0 && bot !== undefined;
  useLayoutEffect(() => DURING.fetch(), []);

  const send = async (text: string): Promise<void> => {
    if (channel.suggestions !== true || spoken) return talk.start(text, fields);
    setBusy(true);
    const found = await talk.suggest(text);
    setBusy(false);
    if (talk.state.peek().chat !== null) return; // another tab was faster; what was written stays in the field
    if (found.length === 0) talk.start(text, fields);
    else show(found);
  };

  return (
    <main class="first">
      {spoken ? (
        DURING.here && <DURING.here.Opening bot={bot} posts={opening} choose={(text) => talk.start(text, fields)} language={language} />
      ) : (
        <div class="body">
          <Welcome channel={channel} language={language} />
        </div>
      )}
      {refused !== null && (
        <p class="refused" role="alert">
          <AlertIcon size={16} /> {refusal(refused.code, language)}
        </p>
      )}
      <Composer talk={talk} language={language} placeholder={texts.write} busy={busy} send={(text) => void send(text)} />
    </main>
  );
}

function Welcome({ channel, language }: { readonly channel: ChannelView; readonly language: Language }): JSX.Element {
  const { texts } = language;
  const { bot, average_wait_ms: wait } = channel;
  const hint = wait === undefined ? texts.hereHint : fill(texts.answerIn, { wait: aboutSpan(wait, language) });
  return (
    <div class="card here">
      {bot === undefined ? <span class="dot" aria-hidden="true" /> : <Avatar name={bot.name} photo={bot.photo} />}
      <p>
        <strong>{bot === undefined ? texts.here : fill(texts.botHere, { name: bot.name })}</strong>
        <br />
        {bot === undefined ? hint : texts.botHint}
      </p>
    </div>
  );
}

function refusal(code: string, { texts }: Language): string {
  if (code === "closed") return texts.closedNow;
  return code === "queue_full" ? texts.fullNow : texts.startFailed;
}

// What stands in the window: which screen for which state, and the screens before a conversation.

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, BlockedIcon, ChatIcon, ClockIcon, CloseIcon, MoonIcon, PeopleIcon } from "../shared/icons.tsx";
import { Avatar, Button, IconButton, Spinner } from "../shared/parts.tsx";
import { type ChannelView, preChatFormDefaults } from "../shared/protocol.ts";
import type { StopReason } from "../shared/socket.ts";
import { Composer } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";
import { Form } from "./form.tsx";
import { type State, isOpen } from "./state.ts";
import type { Talk } from "./talk.ts";
import { type Language, aboutSpan } from "./texts.ts";

export interface AppProps {
  readonly talk: Talk;
  readonly language: ReadonlySignal<Language>;
  /** The page's own words for the head of the window. */
  readonly title: () => string | undefined;
  readonly close: (() => void) | null;
}

type Screen = "connecting" | "stopped" | "talk" | "offline" | "form" | "first";

/** Which one, in order of what matters most. */
export function screenOf(state: State, formDone: boolean): Screen {
  if (state.link.state === "stopped") return "stopped";
  if (state.channel === null) return "connecting";
  if (state.chat !== null || state.starting) return "talk";
  if (state.channel.state !== "open") return "offline";
  return (state.channel.pre_chat?.on ?? preChatFormDefaults.on) && !formDone ? "form" : "first";
}

export function App({ talk, language, title, close }: AppProps): JSX.Element {
  const state = talk.state.value;
  const [fields, setFields] = useState<Readonly<Record<string, string>> | null>(null);
  const [asking, setAsking] = useState(false);
  const screen = screenOf(state, fields !== null || talk.startRefused.value !== null);
  const stage = useFocus(talk, screen);

  useEffect(() => setAsking(false), [screen, isOpen(state.chat)]);
  // The way back to a form for the next chat.
  useEffect(() => {
    if (screen === "offline") setFields(null);
  }, [screen]);

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
      {screen === "offline" && state.channel && <Offline {...props} channel={state.channel} />}
      {screen === "form" && state.channel && <Form {...props} channel={state.channel} done={setFields} />}
      {screen === "first" && state.channel && <First {...props} channel={state.channel} fields={fields ?? talk.fields} />}
      {screen === "talk" && <Conversation {...props} asking={asking} answered={() => setAsking(false)} />}
    </div>
  );
}

export interface ScreenProps {
  readonly talk: Talk;
  readonly state: State;
  readonly language: Language;
}

/** The focus goes where one would write; on a touch screen not into a field, which would bring up the keyboard. */
function useFocus(talk: Talk, screen: Screen): { current: HTMLDivElement | null } {
  const stage = useRef<HTMLDivElement>(null);
  const visible = talk.visible.value;
  useEffect(() => {
    if (!visible) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    const wanted = stage.current?.querySelector<HTMLElement>(touch ? "h1" : "[data-first]");
    (wanted ?? stage.current?.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  }, [visible, screen]);
  return stage;
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
  const { screen, state, close, ask, language } = props;
  const { texts } = language;
  const tall = screen === "form" || screen === "first" || screen === "offline";
  return (
    <header class={tall ? "head tall" : "head"}>
      <div class="head-bar">
        {tall ? <Logo {...props} /> : <Who {...props} />}
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
  const { look, offline } = state.channel ?? {};
  const { texts } = language;
  const away = screen === "offline";
  const header = away ? offline?.header || offTitle(state, language) : (title ?? (look?.header || texts.hello));
  const message = away ? offline?.message || offText(state, language) : look?.message || texts.howCanWeHelp;
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
  const name = agent?.name ?? title ?? state.channel?.name ?? texts.chat;
  const line = status === "queued" ? texts.inQueue : agent !== undefined ? (state.channel?.name ?? "") : "";
  return (
    <div class="who">
      {agent !== undefined ? (
        <Avatar name={agent.name} photo={agent.photo} />
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

function offTitle({ channel }: State, { texts }: Language): string {
  if (channel?.state === "full") return texts.fullTitle;
  return channel?.state === "closed" ? texts.closedTitle : texts.awayTitle;
}

function offText({ channel }: State, { texts }: Language): string {
  return channel?.state === "full" ? texts.fullText(channel.waiting ?? 0) : texts.awayText;
}

function Offline({ channel, talk, language }: ScreenProps & { readonly channel: ChannelView }): JSX.Element {
  const { texts } = language;
  const Icon = channel.state === "full" ? PeopleIcon : channel.state === "closed" ? ClockIcon : MoonIcon;
  return (
    <main class="body">
      <div class="card here">
        <span class="here-icon">
          <Icon size={22} />
        </span>
        <p>
          <strong>{channel.state === "full" ? texts.fullCard : texts.awayCard}</strong>
          <br />
          {channel.state === "full" ? texts.fullHint : texts.awayHint}
        </p>
      </div>
      {talk.draft.value !== "" && (
        <p class="kept" dir="auto">
          {talk.draft.value}
        </p>
      )}
    </main>
  );
}

// --- before the first message ---

interface FirstProps extends ScreenProps {
  readonly channel: ChannelView;
  readonly fields: Readonly<Record<string, string>>;
}

function First({ talk, channel, fields, language }: FirstProps): JSX.Element {
  const { texts } = language;
  const refused = talk.startRefused.value;
  const wait = channel.average_wait_ms;
  return (
    <main class="first">
      <div class="body">
        <div class="card here">
          <span class="dot" aria-hidden="true" />
          <p>
            <strong>{texts.here}</strong>
            <br />
            {wait === undefined ? texts.hereHint : texts.answerIn(aboutSpan(wait, texts))}
          </p>
        </div>
      </div>
      {refused !== null && (
        <p class="refused" role="alert">
          <AlertIcon size={16} /> {refusal(refused.code, language)}
        </p>
      )}
      <Composer talk={talk} language={language} placeholder={texts.write} send={(text) => talk.start(text, fields)} />
    </main>
  );
}

function refusal(code: string, { texts }: Language): string {
  if (code === "closed") return texts.closedNow;
  return code === "queue_full" ? texts.fullNow : texts.startFailed;
}

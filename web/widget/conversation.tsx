// A chat on the screen: the queue's line, the log, who is typing, and below it the place to write, or what comes after
// the end. Only the log is announced as it grows; typing is not.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, ArrowDownIcon, CheckIcon, CircleIcon, ClockIcon, DoubleCheckIcon, PersonIcon } from "../shared/icons.tsx";
import { Avatar, Button } from "../shared/parts.tsx";
import type { BotPost, BotRef, FileRef } from "../shared/protocol.ts";
import { day, exact, now, timeOfDay } from "../shared/time.ts";
import { Typed } from "../shared/typed.tsx";
import { Composer } from "./composer.tsx";
import type { ScreenProps } from "./screens.tsx";
import { opensLine } from "./hours.ts";
import { ENDED, FILES } from "./parts_later.ts";
import { type Chat, type State, botOf, isDeserted, isOpen, lastWhere, mayAttach } from "./state.ts";
import type { Talk } from "./talk.ts";
import { type Language, counted, fill } from "./texts.ts";
import { type Bubble, type Group, type Line, type Mark, rows } from "./transcript.ts";

// Nearer to the end than this counts as being there: a finger is not exact.
const AT_END_PX = 48;
const MINUTE_MS = 60_000;

interface ConversationProps extends ScreenProps {
  readonly asking: boolean;
  readonly answered: () => void;
  /** Out of the queue into a request, where the channel says so. */
  readonly leave: (() => void) | null;
}

export function Conversation({ talk, state, language, asking, answered, leave }: ConversationProps): JSX.Element {
  const { texts } = language;
  const { chat } = state;
  const over = chat !== null && !isOpen(chat);
  const bot = botOf(state);
  const name = chat?.agent?.name ?? bot?.name;
  const files = mayAttach(state) ? FILES.here : FILES.asFarAs;
  useLayoutEffect(() => ENDED.soon(), []);
  return (
    <main class="talk">
      {chat?.status === "queued" && <Queue chat={chat} state={state} language={language} leave={leave} />}
      <Log talk={talk} state={state} language={language} />
      {over ? (
        <AfterEnd talk={talk} state={state} chat={chat} language={language} />
      ) : (
        <>
          <Below state={state} language={language} />
          {bot !== null && !asking && <ToPerson talk={talk} language={language} />}
          {asking && <Ask talk={talk} state={state} language={language} answered={answered} />}
          {files !== null && <files.Shelf talk={talk} state={state} language={language} />}
          <Composer
            talk={talk}
            language={language}
            tool={files !== null && mayAttach(state) && <files.Attach talk={talk} state={state} language={language} />}
            placeholder={name === undefined ? texts.write : fill(texts.writeTo, { name })}
            send={(text) => talk.say(text)}
          />
        </>
      )}
    </main>
  );
}

function AfterEnd(props: { talk: Talk; state: State; chat: Chat; language: Language }): JSX.Element | null {
  const part = ENDED.here;
  return part && <part.Ended {...props} />;
}

// --- the queue ---

interface QueueProps {
  readonly chat: Chat;
  readonly state: State;
  readonly language: Language;
  readonly leave: (() => void) | null;
}

/** Who waits when the hours end may still be answered today; who waits for nobody is told so. */
function Queue({ chat, state, language, leave }: QueueProps): JSX.Element {
  const { texts } = language;
  const template = state.channel?.look?.queue_message ?? "";
  const position = chat.place === undefined ? "" : String(chat.place.position);
  const wait = chat.place?.average_wait_ms;
  const deserted = isDeserted(state);
  return (
    <div class="queue">
      <span class="queue-icon">
        <ClockIcon />
      </span>
      <div>
        <p role="status">
          <strong>{state.channel?.state === "away" ? texts.awayText : queueLine(template, position, wait, language)}</strong>
          <br />
          {state.channel?.state === "closed" && (
            <>
              {opensLine(state.channel.hours, now.value + state.skewMs, language) || texts.closedTitle}
              <br />
            </>
          )}
          {deserted ? texts.queueNobody : texts.queueWrite}
        </p>
        {leave !== null && deserted && (
          <Button look="primary" onClick={leave}>
            {texts.requestTitle}
          </Button>
        )}
        {leave !== null && !deserted && (
          <button type="button" class="link" onClick={leave}>
            {texts.queueRequest}
          </button>
        )}
      </div>
    </div>
  );
}

/** The channel's own words, or ours. In place of a sentence about a wait that nobody has measured yet stands her place. */
export function queueLine(template: string, position: string, wait: number | undefined, { texts }: Language): string {
  if (position === "") return texts.waiting;
  const span = wait === undefined ? "" : hoursMinutes(wait);
  const sentences = template.match(/[^.!?]+[.!?]*\s*/gu) ?? [];
  const plain = (each: string): string => (each.includes("{cque}") ? `${texts.place.replace("{position}", "{cque}")} ` : "");
  const known = sentences.map((each) => (span !== "" || !each.includes("{cavw}") ? each : plain(each)));
  const line = known.join("").trim().replaceAll("{cque}", position).replaceAll("{cavw}", span);
  return line || fill(span === "" ? texts.place : texts.placeAndWait, { position, wait: span });
}

/** hh:mm, as the administrator was promised; a wait that was begun is a minute. */
function hoursMinutes(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  return [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, "0")).join(":");
}

// --- the log ---

function Log({ talk, state, language }: { talk: Talk; state: State; language: Language }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const tall = useRef(0); // pixels, as last observed
  const shown = rows(state);
  const options = optionsOf(state);
  const own = state.outgoing.at(-1)?.key;
  const toEnd = (): void => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };

  // Follow the end while it is in view; go there for what one wrote oneself. Files are higher than their names.
  const files = FILES.asFarAs;
  useLayoutEffect(() => {
    if (talk.atEnd.peek()) toEnd();
  }, [state.log, state.outgoing, state.chat?.status, files]);
  useLayoutEffect(() => {
    if (own !== undefined) toEnd();
  }, [own]);
  useLayoutEffect(() => {
    talk.atEnd.value = true;
    const watch = new ResizeObserver(() => {
      tall.current = box.current?.clientHeight ?? 0;
      if (talk.atEnd.peek()) toEnd();
    });
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  const scrolled = (): void => {
    if (box.current === null) return; // the log has just gone
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    if (clientHeight !== tall.current) return; // what is below has grown since: nobody has scrolled away
    talk.atEnd.value = scrollHeight - scrollTop - clientHeight < AT_END_PX;
  };

  return (
    <div class="log-frame">
      <div class="log" role="log" aria-label={language.texts.chat} tabIndex={0} ref={box} onScroll={scrolled}>
        {shown.map((row) => {
          if (row.kind === "day") return <DayMark key={row.key} at={row.at} language={language} />;
          if (row.kind === "line") return <LineRow key={row.key} line={row} language={language} />;
          return <GroupRow key={row.key} group={row} options={options} talk={talk} language={language} />;
        })}
      </div>
      {!talk.atEnd.value && (
        <button type="button" class="chip" onClick={toEnd}>
          <ArrowDownIcon size={14} /> {newBelow(talk.unread.value, language)}
        </button>
      )}
    </div>
  );
}

function DayMark({ at, language }: { at: number; language: Language }): JSX.Element {
  return (
    <p class="day">
      <span>{day(at, now.value, language.locale)}</span>
    </p>
  );
}

function LineRow({ line, language }: { line: Line; language: Language }): JSX.Element | null {
  const text = lineText(line, language);
  if (text === "") return null;
  return (
    <p class="line" title={exact(line.event.at, language.locale)}>
      {text}
    </p>
  );
}

export function lineText({ event }: Line, { texts }: Language): string {
  switch (event.kind) {
    case "queued":
      if (event.data.reason === "agent_lost") return texts.agentLost;
      return event.data.reason === "transfer" ? texts.moved : texts.queuedAgain;
    case "bot_handed_off":
      return texts.handedOff;
    case "answered":
      return fill(texts.joined, { name: event.data.agent.name });
    case "transfer_accepted":
      return event.data.to === undefined ? texts.moved : fill(texts.nowWith, { name: event.data.to.name });
    case "taken_over":
      return fill(texts.nowWith, { name: event.data.to.name });
    case "request_created":
      return fill(texts.requestMade, { number: String(event.data.number) });
    case "files_allowed":
      return event.data.on ? texts.filesAllowed : texts.filesForbidden;
    case "returned":
      return texts.youReturned;
    case "abandoned":
      return event.data.reason === "idle" ? texts.idleEnded : texts.gaveUp;
    case "ended":
      if (event.data.reason === "customer") return texts.youEnded;
      if (event.data.reason === "agent") return event.by.name ? fill(texts.agentEnded, { name: event.by.name }) : texts.ended;
      return event.data.reason === "idle" ? texts.idleEnded : texts.ended;
  }
}

/** While a bot has the chat: the message whose options can be clicked. An answer, by whatever way, closes them. */
export function optionsOf(state: State): { readonly open: string } | null {
  if (botOf(state) === null) return null;
  const last = lastWhere(state.log, (event) => event.kind === "message");
  const open = last?.kind === "message" && last.by.kind === "bot" && state.outgoing.length === 0 ? last.data.key : "";
  return { open };
}

interface GroupProps {
  readonly group: Group;
  readonly options: { readonly open: string } | null;
  readonly talk: Talk;
  readonly language: Language;
}

function GroupRow({ group, options, talk, language }: GroupProps): JSX.Element {
  const { texts } = language;
  const { own, name, bubbles } = group;
  const last = bubbles.at(-1)!;
  return (
    <section class={own ? "group own" : "group"}>
      {!own && <Avatar name={name || texts.agent} photo={group.photo} size="small" />}
      <div class="bubbles">
        <p class={own ? "name unseen" : "name"}>{own ? texts.you : name || texts.agent}</p>
        {bubbles.map((bubble) => (
          <BubbleRow key={bubble.key} bubble={bubble} talk={talk} language={language} />
        ))}
        {options !== null && last.options !== undefined && (
          <Options of={notToPerson(last.options, language)} open={options.open === last.key} choose={(text) => talk.say(text, "beside")} language={language} />
        )}
        <p class="foot">
          <time dateTime={new Date(last.at).toISOString()} title={exact(last.at, language.locale)}>
            {timeOfDay(last.at, language.locale)}
          </time>
          {last.mark !== undefined && <MarkSign mark={last.mark} language={language} />}
        </p>
      </div>
    </section>
  );
}

function BubbleRow({ bubble, talk, language }: { bubble: Bubble; talk: Talk; language: Language }): JSX.Element {
  const { texts } = language;
  const failed = bubble.mark === "failed";
  const over = bubble.code === "conflict";
  return (
    <>
      <div class={failed ? "bubble failed" : "bubble"} data-mark={bubble.mark}>
        {bubble.file === undefined ? <Typed text={bubble.text} /> : <FileInBubble file={bubble.file} talk={talk} language={language} />}
      </div>
      {failed && (
        <p class="not-sent" role="alert">
          <AlertIcon size={14} /> {over ? texts.notSentEnded : texts.notSent}
          {!over && (
            <button type="button" class="link" onClick={() => talk.again(bubble.key)}>
              {texts.tryAgain}
            </button>
          )}
        </p>
      )}
    </>
  );
}

/** The way to a person stands below all the time. */
function notToPerson(options: readonly string[], { texts }: Language): readonly string[] {
  return options.filter((text) => text !== texts.toPerson);
}

interface OptionsProps {
  readonly of: readonly string[];
  readonly open: boolean;
  readonly choose: (text: string) => void;
  readonly language: Language;
}

function Options({ of, open, choose, language }: OptionsProps): JSX.Element | null {
  if (of.length === 0) return null;
  return (
    <div class="options" role="group" aria-label={language.texts.choices}>
      {of.map((text) => (
        <button key={text} type="button" dir="auto" disabled={!open} onClick={() => choose(text)}>
          {text}
        </button>
      ))}
    </div>
  );
}

interface OpeningProps {
  readonly bot: BotRef;
  readonly posts: readonly BotPost[];
  readonly choose: (text: string) => void;
  readonly language: Language;
}

/** What a bot says before the customer does, as the beginning of the log will have it. */
export function Opening({ bot, posts, choose, language }: OpeningProps): JSX.Element {
  return (
    <div class="log" role="log" aria-label={language.texts.chat} tabIndex={0}>
      <section class="group">
        <Avatar name={bot.name} photo={bot.photo} size="small" />
        <div class="bubbles">
          <p class="name">{bot.name}</p>
          {posts.map(({ text }, at) => (
            <div key={at} class="bubble">
              <Typed text={text} />
            </div>
          ))}
          <Options of={posts.at(-1)?.options ?? []} open choose={choose} language={language} />
        </div>
      </section>
    </div>
  );
}

function FileInBubble(props: { file: FileRef; talk: Talk; language: Language }): JSX.Element {
  const part = FILES.here;
  return part === null ? <bdi>{props.file.name}</bdi> : <part.FileView {...props} />;
}

const SIGNS = { sending: CircleIcon, stored: CheckIcon, read: DoubleCheckIcon, failed: AlertIcon } as const;

function MarkSign({ mark, language }: { mark: Mark; language: Language }): JSX.Element {
  const Sign = SIGNS[mark];
  const words = language.texts.marks[mark];
  return (
    <span class={`sign ${mark}`} role="img" aria-label={words} title={words}>
      <Sign size={mark === "sending" ? 12 : 15} />
    </span>
  );
}

// --- between log and composer ---

/** A strip that is always there, so that typing moves nothing. */
function Below({ state, language }: { state: State; language: Language }): JSX.Element {
  const { texts, locale } = language;
  const { typing, chat } = state;
  if (chat?.idleEndsAt !== undefined) {
    return (
      <p class="idle" role="alert">
        {fill(texts.idle, { time: timeOfDay(chat.idleEndsAt - state.skewMs, locale) })}
      </p>
    );
  }
  return (
    <p class="typing">
      {typing !== null && (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {typing.name === "" ? texts.typing : fill(texts.isTyping, { name: typing.name })}
        </>
      )}
    </p>
  );
}

/** There all the time: nobody should have to talk a machine round. */
function ToPerson({ talk, language }: { readonly talk: Talk; readonly language: Language }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    setBusy(true);
    await talk.attempt({ type: "human" });
    setBusy(false);
  };
  return (
    <div class="to-person">
      <Button busy={busy} onClick={() => void ask()}>
        <PersonIcon size={16} /> {language.texts.toPerson}
      </Button>
    </div>
  );
}

function newBelow(count: number, language: Language): string {
  return count === 0 ? language.texts.toNewest : counted(language.texts.newBelow, count, language);
}

interface AskProps {
  readonly talk: Talk;
  readonly state: State;
  readonly language: Language;
  readonly answered: () => void;
}

function Ask({ talk, state, language, answered }: AskProps): JSX.Element {
  const { texts } = language;
  const queued = state.chat?.status === "queued";
  const [busy, setBusy] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => stay.current?.focus(), []);
  const end = async (): Promise<void> => {
    setBusy(true);
    await talk.end();
    answered();
  };
  return (
    <div class="ask" role="alertdialog" aria-label={queued ? texts.leaveSure : texts.endSure}>
      <p>{queued ? texts.leaveSure : texts.endSure}</p>
      <Button buttonRef={stay} onClick={answered}>
        {texts.stay}
      </Button>
      <Button look="danger" busy={busy} onClick={() => void end()}>
        {queued ? texts.leaveQueue : texts.endChat}
      </Button>
    </div>
  );
}

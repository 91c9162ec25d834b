// After the end: five stars first, then the two ways on, side by side and equally easy to find.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, CheckIcon, ReturnIcon, StarIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { type PostChatForm, postChatFormDefaults } from "../shared/protocol.ts";
import { now } from "../shared/time.ts";
import { comeBack, rate, sendTranscript } from "./afterwards.ts";
import { type Chat, type State, lastWhere } from "./state.ts";
import type { Talk } from "./talk.ts";
import { laterStyles } from "../shared/later_styles.ts";
import { Typed } from "../shared/typed.tsx";
import { looksLikeEmail, told } from "./fields.tsx";
import { type Language, fill } from "./texts.ts";
import "./ended.css";

export const styled = laterStyles();

const COMMENT_MAX = 2_000;

interface EndedProps {
  readonly talk: Talk;
  readonly state: State;
  readonly chat: Chat;
  readonly language: Language;
}

export function Ended({ talk, state, chat, language }: EndedProps): JSX.Element {
  const { texts } = language;
  const form: PostChatForm = { ...postChatFormDefaults, ...state.channel?.post_chat };
  const head = useRef<HTMLHeadingElement>(null);
  const ended = chat.status === "ended";
  const posted = postedNumber(state);
  const asks = ended && form.on && posted === null;
  const mayReturn = ended && chat.canReturnUntil !== undefined && chat.canReturnUntil > now.value + state.skewMs;
  // The field one wrote in is gone; do not leave the keyboard nowhere.
  useLayoutEffect(() => {
    if (document.activeElement === document.body && talk.visible.peek()) head.current?.focus();
  }, []);
  return (
    <div class="ended">
      <div class="after">
        <h2 tabIndex={-1} ref={head}>
          {posted !== null ? texts.requestSent : ended ? (asks && form.header) || texts.endedTitle : texts.leftTitle}
        </h2>
        {posted !== null && (
          <p class="ended-text">
            <strong>{fill(texts.requestNumber, { number: posted })}</strong> {texts.requestHint}
          </p>
        )}
        {asks && (
          <p class="ended-text">
            <Typed text={form.message || texts.endedThanks} />
          </p>
        )}
        {asks && form.rating && (chat.rated ? <Rated language={language} /> : <Rating talk={talk} language={language} />)}
        {asks && form.transcript && <Transcript talk={talk} language={language} />}
      </div>
      <Ways talk={talk} mayReturn={mayReturn} language={language} />
    </div>
  );
}

/** The number of the request that the chat gave way to. */
function postedNumber({ log }: State): string | null {
  const end = lastWhere(log, ({ kind }) => kind === "ended" || kind === "abandoned");
  if (end?.kind !== "ended" || end.data.reason !== "request_posted") return null;
  const made = lastWhere(log, ({ kind }) => kind === "request_created");
  return made?.kind === "request_created" ? String(made.data.number) : "";
}

function Ways({ talk, mayReturn, language }: { talk: Talk; mayReturn: boolean; language: Language }): JSX.Element {
  const { texts } = language;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    const open = await comeBack(talk);
    setBusy(false);
    setFailed(!open);
  };
  return (
    <>
      {failed && (
        <p class="wrong" role="alert">
          {texts.returnFailed}
        </p>
      )}
      <div class="ways">
        {mayReturn && (
          <Button busy={busy} onClick={() => void back()}>
            <ReturnIcon size={18} /> {texts.returnToChat}
          </Button>
        )}
        <Button onClick={() => talk.leave()}>{mayReturn ? texts.leaveChat : texts.newChat}</Button>
      </div>
    </>
  );
}

function Rated({ language }: { language: Language }): JSX.Element {
  return (
    <p class="rated" role="status">
      <CheckIcon size={18} /> {language.texts.rated}
    </p>
  );
}

function Rating({ talk, language }: { talk: Talk; language: Language }): JSX.Element {
  const { texts } = language;
  const [score, setScore] = useState(0);
  const [pointed, setPointed] = useState(0);
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const shown = pointed || score;

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const saved = await rate(talk, score, comment.trim());
    setBusy(false);
    setFailed(!saved);
  };

  return (
    <form class="rating" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend class="unseen">{texts.rateTitle}</legend>
        <div class="stars" onMouseLeave={() => setPointed(0)}>
          {texts.stars.map((words, at) => (
            <label key={words} class={at < shown ? "star on" : "star"} title={words} onMouseEnter={() => setPointed(at + 1)}>
              <input
                type="radio"
                name="score"
                class="unseen"
                value={at + 1}
                checked={score === at + 1}
                aria-label={`${at + 1}: ${words}`}
                onChange={() => setScore(at + 1)}
              />
              <StarIcon filled={at < shown} />
            </label>
          ))}
        </div>
        <p class="star-words" aria-hidden="true">
          {shown === 0 ? texts.rateHint : texts.stars[shown - 1]}
        </p>
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            rows={2}
            dir="auto"
            aria-label={texts.comment}
            placeholder={texts.comment}
            maxLength={COMMENT_MAX}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <Button look="primary" submit wide busy={busy}>
            {texts.sendRating}
          </Button>
        </>
      )}
      {failed && (
        <p class="wrong" role="alert">
          {texts.rateFailed}
        </p>
      )}
    </form>
  );
}

const ADDRESS = "transcript";

function Transcript({ talk, language }: { talk: Talk; language: Language }): JSX.Element {
  const { texts } = language;
  const [email, setEmail] = useState(talk.fields["email"] ?? "");
  const [sent, setSent] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const send = async (address: string): Promise<void> => {
    setBusy(true);
    const refused = await sendTranscript(talk, address);
    setBusy(false);
    if (refused === null) setSent(address);
    else setWrong(refused.field === "email" ? texts.emailUnknown : texts.transcriptFailed);
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    const address = email.trim();
    if (looksLikeEmail(address)) void send(address);
    else setWrong(texts.emailWrong);
  };

  if (sent !== "") {
    return (
      <p class="rated" role="status">
        <CheckIcon size={18} /> {fill(texts.transcriptSent, { email: sent })}
      </p>
    );
  }
  return (
    <form class="transcript" onSubmit={submit} noValidate>
      <label for={ADDRESS}>{texts.transcript}</label>
      <div class="transcript-row">
        <input
          id={ADDRESS}
          type="text"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="off"
          spellcheck={false}
          dir="auto"
          placeholder={texts.fieldEmail}
          value={email}
          {...told(ADDRESS, wrong !== "")}
          onInput={(event) => {
            setEmail(event.currentTarget.value);
            setWrong("");
          }}
        />
        <Button submit busy={busy}>
          {texts.send}
        </Button>
      </div>
      {wrong !== "" && (
        <p class="wrong" id={`wrong-${ADDRESS}`} role="alert">
          <AlertIcon size={14} /> {wrong}
        </p>
      )}
    </form>
  );
}

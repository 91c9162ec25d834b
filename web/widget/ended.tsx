// After the end: five stars first, then the two ways on, side by side and equally easy to find.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CheckIcon, ReturnIcon, StarIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { type PostChatForm, postChatFormDefaults } from "../shared/protocol.ts";
import { now } from "../shared/time.ts";
import type { Chat, State } from "./state.ts";
import type { Talk } from "./talk.ts";
import { laterStyles } from "../shared/later_styles.ts";
import type { Language } from "./texts.ts";
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
  const asks = ended && form.on === true;
  const mayReturn = ended && chat.canReturnUntil !== undefined && chat.canReturnUntil > now.value + state.skewMs;
  // The field one wrote in is gone; do not leave the keyboard nowhere.
  useEffect(() => {
    if (document.activeElement === document.body && talk.visible.peek()) head.current?.focus();
  }, []);
  return (
    <div class="ended">
      <div class="after">
        <h2 tabIndex={-1} ref={head}>
          {ended ? (asks && form.header) || texts.endedTitle : texts.leftTitle}
        </h2>
        {asks && <p class="ended-text">{form.message || texts.endedThanks}</p>}
        {asks && form.rating && (chat.rated ? <Rated language={language} /> : <Rating talk={talk} language={language} />)}
      </div>
      <Ways talk={talk} mayReturn={mayReturn} language={language} />
    </div>
  );
}

function Ways({ talk, mayReturn, language }: { talk: Talk; mayReturn: boolean; language: Language }): JSX.Element {
  const { texts } = language;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const comeBack = async (): Promise<void> => {
    setBusy(true);
    const open = await talk.comeBack();
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
          <Button busy={busy} onClick={() => void comeBack()}>
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
    const saved = await talk.rate(score, comment.trim());
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

// Before the chat starts: what others asked, which may answer the question at once. The chat is one press away all along.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { DownIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import type { Suggestion } from "../shared/protocol.ts";
import type { ScreenProps } from "./screens.tsx";
import type { Language } from "./texts.ts";

interface SuggestProps extends ScreenProps {
  readonly text: string;
  readonly found: readonly Suggestion[];
  readonly start: () => void;
  readonly back: () => void;
}

export function Suggest({ talk, language, text, found, start, back }: SuggestProps): JSX.Element {
  const { texts } = language;
  return (
    <main class="suggest">
      <div class="body">
        <section class="card asked">
          <p class="hint">{texts.faqAsked}</p>
          <p class="asked-text" dir="auto">
            {text}
          </p>
          <h2>{texts.faqTitle}</h2>
          <ul>
            {found.map((each) => (
              <Answer key={each.id} faq={each} opened={() => void talk.attempt({ type: "faq.opened", faq: each.id, key: talk.startKey })} language={language} />
            ))}
          </ul>
        </section>
      </div>
      <div class="ways">
        <Button onClick={back}>{texts.faqOther}</Button>
        <Button look="primary" onClick={start} data-first>
          {texts.startChat}
        </Button>
      </div>
    </main>
  );
}

interface AnswerProps {
  readonly faq: Suggestion;
  readonly opened: () => void;
  readonly language: Language;
}

function Answer({ faq, opened, language }: AnswerProps): JSX.Element {
  const { texts } = language;
  const [open, setOpen] = useState(false);
  const toggle = (): void => {
    if (!open) opened();
    setOpen(!open);
  };
  return (
    <li class={open ? "answer open" : "answer"}>
      <button type="button" aria-expanded={open} onClick={toggle}>
        <span class="answer-title" dir="auto">
          {faq.title}
        </span>
        <DownIcon size={18} />
      </button>
      <p class="excerpt" dir="auto">
        {faq.excerpt}
      </p>
      {open && (
        <a href={faq.url} target="_blank" rel="noopener" aria-description={texts.faqNewTab} onClick={opened}>
          {texts.faqRead}
        </a>
      )}
    </li>
  );
}

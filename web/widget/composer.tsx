// Where one writes: grows with its text, Enter sends, Shift+Enter begins a new line, and what is not sent yet is kept.

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { SendIcon } from "../shared/first_icons.tsx";
import { IconButton } from "../shared/parts.tsx";
import { TEXT_MAX } from "../shared/protocol.ts";
import { EMOJI } from "./parts_later.ts";
import type { Talk } from "./talk.ts";
import { type Language, counted } from "./texts.ts";

// From here on the writer is told how much is left.
const NEARLY_FULL = 500;

interface ComposerProps {
  readonly talk: Talk;
  readonly language: Language;
  readonly placeholder: string;
  readonly send: (text: string) => void;
  /** What was sent last is still being looked at. */
  readonly busy?: boolean;
  /** Beside the field. */
  readonly tool?: ComponentChildren;
}

export function Composer({ talk, language, placeholder, send, busy, tool }: ComposerProps): JSX.Element {
  const { texts } = language;
  const area = useRef<HTMLTextAreaElement>(null);
  const draft = talk.draft.value;
  const emoji = EMOJI.here;
  const left = TEXT_MAX - [...draft.trim()].length;
  const ready = draft.trim() !== "" && left >= 0 && busy !== true;

  useLayoutEffect(() => fit(area.current), [draft]);

  const submit = (event: Event): void => {
    event.preventDefault();
    area.current?.focus();
    if (ready) send(draft.trim());
  };

  const key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };

  return (
    <form class="composer" onSubmit={submit}>
      <div class="composer-box">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          enterkeyhint="send"
          data-first
          aria-label={placeholder}
          aria-describedby={left < NEARLY_FULL ? "left" : undefined}
          placeholder={placeholder}
          value={draft}
          onInput={(event) => talk.typed(event.currentTarget.value)}
          onKeyDown={key}
        />
        {emoji && <emoji.Emoji talk={talk} language={language} />}
        {tool}
        <IconButton label={texts.send} look="primary" submit disabled={!ready}>
          <SendIcon />
        </IconButton>
      </div>
      {left < NEARLY_FULL && (
        <p id="left" class={left < 0 ? "left over" : "left"} role="status">
          {left < 0 ? counted(texts.tooLong, -left, language) : counted(texts.left, left, language)}
        </p>
      )}
    </form>
  );
}

/** As high as its text, up to what the style sheet allows. */
function fit(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight}px`;
}

// The field to write in. Every letter is kept in the browser until it is sent, per chat and per agent, and a moment later
// on the server, so that another device has it too.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { LockIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { TEXT_MAX, type ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { merged } from "./drafts.ts";
import { draftOf, keepDraft, type Draft } from "./keep.ts";
import { isMine } from "./select.ts";
import type { State } from "./state.ts";
import { useTyping } from "./typing.ts";
import "./composer.css";

// Shown when little is left, so that nobody is surprised in the middle of a sentence.
const TEXT_NEARLY = 7500;

export function Composer({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const reason = whyNot(card, state.value);
  if (reason !== null) return <p class="composer-closed">{reason}</p>;
  return <Field card={card} me={state.value.me?.id ?? ""} />;
}

/** Why nothing can be written here, or null. */
function whyNot(card: ChatCard, state: State): string | null {
  if (isMine(state, card)) return null;
  switch (card.status) {
    case "ended":
      return "This chat has ended. You can write again if the customer comes back.";
    case "abandoned":
      return "The customer left before somebody answered.";
    case "active":
      return `${card.agent?.name ?? "A colleague"} is talking with ${card.customer} now.`;
    case "queued":
    case "bot":
      return "This chat waits for an agent. Answer it to write.";
  }
}

function Field({ card, me }: { card: ChatCard; me: string }) {
  const { state, commands } = useDesk();
  const shared = state.value.drafts[card.id] ?? "";
  const [draft, setDraft] = useState<Draft>(() => merged(draftOf(me, card.id), shared));
  const area = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(card.id);
  const blank = draft.text.trim() === "";

  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(me, card.id, next);
    typing(next.note ? "" : next.text);
    commands.draft(card.id, next.note ? "" : next.text);
  };

  const send = () => {
    if (blank) return;
    commands.write(card.id, draft.text.trim(), draft.note);
    change({ ...draft, text: "", note: false });
    area.current?.focus();
  };

  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  useEffect(() => {
    if (draft.shared === shared) return;
    const next = merged(draft, shared);
    setDraft(next);
    keepDraft(me, card.id, next);
  }, [shared]);
  useLayoutEffect(() => fit(area.current), [draft.text]);
  useEffect(() => {
    const other = (event: StorageEvent) => {
      if (event.key?.endsWith(`.${card.id}`) && document.activeElement !== area.current) setDraft(draftOf(me, card.id));
    };
    addEventListener("storage", other);
    return () => removeEventListener("storage", other);
  }, [me, card.id]);

  const hint = draft.note ? "Only agents will see this note" : `Write to ${card.customer}…`;
  return (
    <form
      class={draft.note ? "composer composer-note" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        id="composer"
        ref={area}
        class="composer-text"
        rows={1}
        maxLength={TEXT_MAX}
        dir="auto"
        value={draft.text}
        placeholder={hint}
        aria-label={draft.note ? "Internal note" : `Message to ${card.customer}`}
        enterkeyhint="send"
        onInput={(event) => change({ ...draft, text: event.currentTarget.value })}
        onKeyDown={keys}
      />
      <div class="composer-foot">
        <button
          type="button"
          class="toggle"
          aria-pressed={draft.note}
          title="Write a note only agents see"
          onClick={() => {
            change({ ...draft, note: !draft.note });
            area.current?.focus();
          }}
        >
          <LockIcon size={16} /> Internal note
        </button>
        {draft.text.length >= TEXT_NEARLY && (
          <span class="composer-left figure" role="status">
            {TEXT_MAX - draft.text.length} characters left
          </span>
        )}
        <span class="composer-hint">
          <kbd>Enter</kbd> sends
        </span>
        <Button look={draft.note ? "secondary" : "primary"} submit disabled={blank}>
          {draft.note ? "Add note" : "Send"}
        </Button>
      </div>
    </form>
  );
}

/** As tall as its text; the style sheet says from which height on it scrolls. */
function fit(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight}px`;
}

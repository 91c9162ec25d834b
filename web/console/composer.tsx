// The field to write in. Every letter is kept in the browser until it is sent, per chat and per agent, and a moment later
// on the server, so that another device has it too.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { filesOf, isOfFiles } from "../shared/dropped.ts";
import { LockIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { TEXT_MAX, type ChatCard } from "../shared/protocol.ts";
import { COMPOSER_SHELVES, COMPOSER_TOOLS, toWrite, type ComposerHands, type List, type Selected } from "./composer_tools.ts";
import { useDesk } from "./desk.ts";
import { merged } from "./drafts.ts";
import { takeDrops } from "./drop.ts";
import { draftOf, keepDraft, type Draft } from "./keep.ts";
import { isMine, mayListen } from "./select.ts";
import type { State } from "./state.ts";
import { useTyping } from "./typing.ts";
import "./composer.css";

// Shown when little is left, so that nobody is surprised in the middle of a sentence.
const TEXT_NEARLY = 7500;

export function Composer({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const reason = whyNot(card, state.value);
  if (reason !== null) return <Closed card={card} reason={reason} />;
  return <Field card={card} me={state.value.me?.id ?? ""} />;
}

/** Who looks into a colleague's chat sees it as it was; listening in, she sees it go on. */
function Closed({ card, reason }: { card: ChatCard; reason: string }) {
  const { state, commands } = useDesk();
  return (
    <p class="composer-closed">
      {reason}
      {mayListen(state.value, card) && (
        <>
          {" "}
          <button type="button" class="link-button" onClick={() => commands.listen(card.id)}>
            Listen in
          </button>
        </>
      )}
    </p>
  );
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

  const hands = useHands(card, draft, area, change);
  const keys = (event: KeyboardEvent) => {
    if (hands.takesKey(event)) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  useEffect(() => {
    // By then another letter may stand in the field: what counts is the draft of that moment.
    setDraft((now) => {
      if (now.shared === shared) return now;
      const next = merged(now, shared);
      keepDraft(me, card.id, next);
      return next;
    });
  }, [shared]);
  useLayoutEffect(() => fit(area.current), [draft.text]);
  const written = toWrite.value;
  useLayoutEffect(() => {
    if (written?.chat !== card.id) return;
    toWrite.value = null;
    const before = draft.text.trimEnd();
    hands.composer.replace({ start: 0, end: draft.text.length }, before === "" ? written.text : `${before}\n${written.text}`);
  }, [written]);
  useLayoutEffect(() => {
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
      {COMPOSER_SHELVES.map((Shelf, at) => (
        <Shelf key={at} composer={hands.composer} />
      ))}
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
        {...(hands.list !== null && listAttributes(hands.list))}
        onInput={(event) => change({ ...draft, text: event.currentTarget.value })}
        onKeyDown={keys}
        onPaste={(event) => {
          if (isOfFiles(event.clipboardData) && hands.takesFiles(filesOf(event.clipboardData))) event.preventDefault();
        }}
      />
      <div class="composer-foot">
        {COMPOSER_TOOLS.map((Tool, at) => (
          <Tool key={at} composer={hands.composer} />
        ))}
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
          <LockIcon size={16} /> <span class="toggle-words">Internal note</span>
        </button>
        {draft.text.length >= TEXT_NEARLY && (
          <span class="composer-left figure" role="status">
            {TEXT_MAX - draft.text.length} characters left
          </span>
        )}
        <span class="composer-hint">
          <kbd>/</kbd> texts <kbd>Enter</kbd> sends
        </span>
        <Button look={draft.note ? "secondary" : "primary"} submit disabled={blank}>
          {draft.note ? "Add note" : "Send"}
        </Button>
      </div>
    </form>
  );
}

/** What a text field of several lines may say of a list that it leads. */
function listAttributes({ id, active }: List) {
  return { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": id, "aria-activedescendant": active } as const;
}

interface Hands {
  readonly composer: ComposerHands;
  readonly list: List | null;
  takesKey(event: KeyboardEvent): boolean;
  takesFiles(files: readonly File[]): boolean;
}

/** What the tools get, and their turn at keys and files. Files may be dropped anywhere on the conversation. */
function useHands(card: ChatCard, draft: Draft, area: RefObject<HTMLTextAreaElement | null>, change: (next: Draft) => void): Hands {
  const keyTakers = useRef(new Set<(event: KeyboardEvent) => boolean>()).current;
  const fileTakers = useRef(new Set<(files: readonly File[]) => void>()).current;
  const [list, setList] = useState<List | null>(null);
  const next = useRef<Selected | null>(null);
  const select = ({ start, end }: Selected) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  useLayoutEffect(() => {
    if (next.current !== null) select(next.current);
    next.current = null;
  });
  const selected = (): Selected => {
    const { selectionStart: start, selectionEnd: end } = area.current ?? { selectionStart: draft.text.length, selectionEnd: draft.text.length };
    return { start, end };
  };
  const textNow = () => area.current?.value ?? draft.text;
  const replace = ({ start, end }: Selected, text: string, then?: Selected) => {
    next.current = then ?? { start: start + text.length, end: start + text.length };
    change({ ...draft, text: (textNow().slice(0, start) + text + textNow().slice(end)).slice(0, TEXT_MAX) });
  };
  const takesFiles = (files: readonly File[]): boolean => {
    for (const take of fileTakers) take(files);
    return files.length > 0 && fileTakers.size > 0;
  };
  useDrop(takesFiles, () => fileTakers.size > 0);
  return {
    composer: {
      card,
      text: draft.text,
      textNow,
      note: draft.note,
      selected,
      insert: (text) => replace(selected(), text),
      replace,
      select,
      showList: setList,
      focus: () => area.current?.focus(),
      onKey: (take) => held(keyTakers, take),
      onFiles: (take) => held(fileTakers, take),
    },
    list,
    takesKey: (event) => [...keyTakers].some((take) => take(event)),
    takesFiles,
  };
}

function held<Taker>(takers: Set<Taker>, take: Taker): () => void {
  takers.add(take);
  return () => takers.delete(take);
}

/** Files that are dropped anywhere on the conversation. */
function useDrop(take: (files: readonly File[]) => boolean, wanted: () => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const place = document.querySelector<HTMLElement>(".conversation");
    if (place === null) return undefined;
    return takeDrops(place, { words: "Drop files here to send them", wanted, take: (files) => void latest.current(files) });
  }, []);
}

/** As tall as its text; the style sheet says from which height on it scrolls. */
function fit(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight}px`;
}

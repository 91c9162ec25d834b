// The picker, the same for agents and customers, in the words of whoever shows it. The focus stays in the search field: what is typed narrows, the arrows walk through what is there, Enter
// puts one in; with Shift it stays open for the next.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Signal } from "@preact/signals";
import { FOUND, inTone, moved, RECENT, shown, TONES, withUsed, type Row, type Shown, type Tone } from "./find.ts";
import type { EmojiData } from "./languages.ts";
import "./picker.css";

const COLUMNS = 8;
// Two lines of them.
const RECENT_MOST = 16;

export interface EmojiWords {
  readonly emoji: string;
  readonly searchEmoji: string;
  readonly noEmoji: string;
  readonly recentEmoji: string;
  readonly noTone: string;
}

interface PickerProps {
  readonly data: EmojiData;
  readonly words: EmojiWords;
  readonly recent: Signal<readonly string[]>;
  readonly tone: Signal<Tone>;
  readonly insert: (emoji: string, stay: boolean) => void;
}

export function Picker({ data, words, recent, tone, insert }: PickerProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(-1);
  const [before] = useState(recent.value); // what was used just now must not move what is being looked at
  const groups = useMemo(() => shown(data.rows, query, before), [data, query, before]);
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = rows[at];

  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);

  const take = (row: Row | undefined, stay: boolean) => {
    if (row === undefined) return;
    recent.value = withUsed(recent.value, row[0], RECENT_MOST);
    insert(inTone(row, tone.value), stay);
    if (stay) requestAnimationFrame(() => field.current?.focus());
  };

  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter") take(active ?? (query === "" ? undefined : rows[0]), event.shiftKey);
    else if (event.key.startsWith("Arrow") && (at >= 0 || event.key === "ArrowDown")) {
      const sizes = groups.map((group) => group.rows.length);
      setAt(event.key === "ArrowUp" && at < COLUMNS && at < sizes[0]! ? -1 : moved(sizes, at, event.key, COLUMNS, document.dir === "rtl"));
    } else return;
    event.preventDefault();
  };

  return (
    <div class="emoji-picker">
      <input
        ref={field}
        class="emoji-search"
        type="text"
        role="combobox"
        aria-label={words.searchEmoji}
        aria-expanded={rows.length > 0}
        aria-controls="emoji-list"
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : `emoji-${at}`}
        placeholder={words.searchEmoji}
        autocomplete="off"
        data-first
        value={query}
        onInput={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setAt(-1);
        }}
        onKeyDown={keys}
      />
      <div
        id="emoji-list"
        ref={list}
        class="emoji-list"
        {...(rows.length > 0 && { role: "listbox", "aria-label": words.emoji })}
        tabIndex={-1}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          const chosen = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
          if (chosen !== null) take(rows[Number(chosen.dataset["at"])], event.shiftKey);
        }}
      >
        <Groups groups={groups} names={{ ...data.groups, [RECENT]: words.recentEmoji, [FOUND]: words.searchEmoji }} at={at} tone={tone.value} />
        {rows.length === 0 && (
          <p class="emoji-none" role="status">
            {words.noEmoji}
          </p>
        )}
      </div>
      <div class="emoji-foot">
        <span class="emoji-name" role="status">
          {active?.[1]}
        </span>
        <Tones names={[words.noTone, ...data.tones]} tone={tone} />
      </div>
    </div>
  );
}

interface GroupsProps {
  readonly groups: readonly Shown[];
  readonly names: Readonly<Record<number, string>>;
  readonly at: number;
  readonly tone: Tone;
}

function Groups({ groups, names, at, tone }: GroupsProps) {
  let from = 0;
  return (
    <>
      {groups.map(({ group, rows }) => {
        const begins = from;
        from += rows.length;
        return (
          <div key={group} class="emoji-group" role="group" aria-label={names[group]}>
            <p class="emoji-heading" aria-hidden="true">
              {names[group]}
            </p>
            <Options rows={rows} begins={begins} active={at >= begins && at < from ? at : -1} tone={tone} />
          </div>
        );
      })}
    </>
  );
}

interface OptionsProps {
  readonly rows: readonly Row[];
  readonly begins: number;
  readonly active: number;
  readonly tone: Tone;
}

/** Drawn anew only where something of it has changed: there are nearly two thousand. */
function Options({ rows, begins, active, tone }: OptionsProps) {
  return useMemo(
    () => (
      <div class="emoji-grid" role="presentation">
        {rows.map((row, index) => (
          <span
            key={row[0]}
            id={`emoji-${begins + index}`}
            class="emoji-option"
            role="option"
            aria-selected={begins + index === active}
            aria-label={row[1]}
            title={row[1]}
            data-at={begins + index}
          >
            {inTone(row, tone)}
          </span>
        ))}
      </div>
    ),
    [rows, begins, active, tone],
  );
}

function Tones({ names, tone }: { names: readonly string[]; tone: Signal<Tone> }) {
  return (
    <div class="emoji-tones" role="radiogroup" aria-label={names.at(-1)}>
      {TONES.map((each) => (
        <label key={each} class="emoji-tone" title={names[each]}>
          <input class="unseen" type="radio" name="emoji-tone" checked={tone.value === each} onChange={() => (tone.value = each)} />
          <span class={`emoji-swatch emoji-swatch-${each}`} />
          <span class="unseen">{names[each]}</span>
        </label>
      ))}
    </div>
  );
}

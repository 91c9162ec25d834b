// The picker. The focus stays in the search field: what is typed narrows, the arrows walk through what is there, Enter
// puts one in; with Shift it stays open for the next.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import all from "emojibase-data/en/data.json";
import { kept } from "../keep.ts";
import { inTone, moved, shown, TONE_NAMES, TONES, withUsed, type Row, type Tone } from "./find.ts";
import "./picker.css";

const COLUMNS = 8;
// Two lines of them.
const RECENT = 16;

const recent = kept<readonly string[]>("emoji-recent", []);
const tone = kept<Tone>("emoji-tone", 0);

interface PickerProps {
  readonly insert: (emoji: string, stay: boolean) => void;
}

export default function Picker({ insert }: PickerProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(-1);
  const [before] = useState(recent.value); // what was used just now must not move what is being looked at
  const groups = useMemo(() => shown(all, query, before), [query, before]);
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = rows[at];

  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);

  const take = (row: Row | undefined, stay: boolean) => {
    if (row === undefined) return;
    recent.value = withUsed(recent.value, row[0], RECENT);
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
        aria-label="Search emoji"
        aria-expanded="true"
        aria-controls="emoji-list"
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : `emoji-${at}`}
        placeholder="Search emoji"
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
        role="listbox"
        aria-label="Emoji"
        tabIndex={-1}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          const chosen = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
          if (chosen !== null) take(rows[Number(chosen.dataset["at"])], event.shiftKey);
        }}
      >
        <Groups groups={groups} at={at} tone={tone.value} />
        {rows.length === 0 && <p class="emoji-none">No emoji is called that.</p>}
      </div>
      <div class="emoji-foot">
        <span class="emoji-name" role="status">
          {active === undefined ? `${rows.length} emoji` : active[1]}
        </span>
        <Tones />
      </div>
    </div>
  );
}

function Groups({ groups, at, tone }: { groups: ReturnType<typeof shown>; at: number; tone: Tone }) {
  let from = 0;
  return (
    <>
      {groups.map(({ name, rows }) => {
        const begins = from;
        from += rows.length;
        return (
          <div key={name} class="emoji-group" role="group" aria-label={name}>
            <p class="emoji-heading" aria-hidden="true">
              {name}
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

function Tones() {
  return (
    <fieldset class="emoji-tones">
      <legend class="unseen">Skin tone</legend>
      {TONES.map((each) => (
        <label key={each} class="emoji-tone" title={TONE_NAMES[each]}>
          <input class="unseen" type="radio" name="emoji-tone" checked={tone.value === each} onChange={() => (tone.value = each)} />
          <span class={`emoji-swatch emoji-swatch-${each}`} />
          <span class="unseen">{TONE_NAMES[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}

// Above the field: what `/` has found, and which variables of a text still have no value.
//
// The focus stays in the field; the list is led from there (slash.ts), and said to those who hear it by the field's
// `aria-activedescendant` and a line of status.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, StarIcon } from "../../shared/icons.tsx";
import type { Hit } from "../api.ts";
import type { ComposerHands, ToolProps } from "../composer_tools.ts";
import { say, useDesk } from "../desk.ts";
import { asRefusal, rest } from "../rest.ts";
import { openVariables } from "./insertion.ts";
import { fetchInsertion, KindChip, noteUse } from "./kinds.tsx";
import { put } from "./put.ts";
import { CLOSED, closed, followed, placeOf, pressed, type Search, type Slash } from "./slash.ts";
import { toPut } from "./to_put.ts";
import "./shelf.css";

const LIST = "slash-texts";
// Between two letters of a fast hand: the search before would be thrown away.
const PAUSE_MS = 70;

interface Found {
  readonly words: string;
  readonly hits: readonly Hit[];
}

export default function TextsShelf({ composer }: ToolProps) {
  useChosen(composer);
  return (
    <>
      <SlashList composer={composer} />
      <Unfilled composer={composer} />
    </>
  );
}

/** What was chosen in the picker comes here. */
function useChosen(composer: ComposerHands): void {
  const { toasts } = useDesk();
  const chosen = toPut.value;
  useLayoutEffect(() => {
    if (chosen?.chat !== composer.card.id) return;
    toPut.value = null;
    put(composer, composer.selected(), chosen.text, toasts);
  }, [chosen]);
}

function SlashList({ composer }: ToolProps) {
  const { toasts } = useDesk();
  const [search, setSearch] = useState<Search>(CLOSED);
  const latest = useRef<ComposerHands>(composer);
  latest.current = composer;
  const slash = search.is === "open" ? search.slash : null;
  const { found, failed } = useFound(slash);
  const fresh = slash !== null && found?.words === slash.words;
  const hits = slash === null || found === null ? [] : found.hits;
  const active = search.is === "open" ? Math.min(search.active, Math.max(0, hits.length - 1)) : 0;
  // Enter was pressed before the texts for the last letter were there.
  const hurried = useRef(false);

  useLayoutEffect(() => {
    const follow = () => setSearch((before) => followed(before, latest.current.textNow(), caretOf(latest.current)));
    const later = () => requestAnimationFrame(follow); // once the focus is where it goes
    follow();
    document.addEventListener("selectionchange", follow);
    document.addEventListener("focusin", later);
    document.addEventListener("focusout", later);
    return () => {
      document.removeEventListener("selectionchange", follow);
      document.removeEventListener("focusin", later);
      document.removeEventListener("focusout", later);
    };
  }, [composer.text]);

  // On its way; until it is there Enter sends nothing, or the customer would read "/returns".
  const taking = useRef(false);
  const take = async (hit: Hit, from: Slash) => {
    setSearch(closed);
    taking.current = true;
    try {
      const text = await fetchInsertion(hit.kind, hit.id, composer.card.id);
      const { current } = latest;
      if (put(current, placeOf(from, current.textNow()) ?? current.selected(), text, toasts)) noteUse(hit.kind, hit.id);
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    taking.current = false;
  };

  const onKey = useRef<(event: KeyboardEvent) => boolean>(() => false);
  onKey.current = (event) => {
    if (taking.current && event.key === "Enter") return true;
    if (slash === null || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (!fresh && !failed && (event.key === "Enter" || event.key === "Tab")) return (hurried.current = true);
    const does = pressed(event.key, active, hits.length);
    switch (does.does) {
      case "none":
        return false;
      case "move":
        setSearch({ is: "open", slash, active: does.to });
        return true;
      case "close":
        setSearch(closed);
        return true;
      case "take":
        void take(hits[active]!, slash);
        return true;
    }
  };
  useLayoutEffect(() => composer.onKey((event) => onKey.current(event)), []);

  useLayoutEffect(() => {
    if (slash === null) hurried.current = false;
    if (!hurried.current || !fresh || slash === null) return;
    hurried.current = false;
    if (hits[0] !== undefined) void take(hits[0], slash);
  }, [fresh, slash]);

  const shown = slash !== null && (hits.length > 0 || (fresh && !slash.words.includes(" ")) || failed);
  const chosen = hits[active];
  const option = shown && chosen !== undefined ? `${LIST}-${active}` : undefined;
  useLayoutEffect(() => {
    composer.showList(shown && hits.length > 0 ? { id: LIST, active: option } : null);
  }, [shown, hits.length > 0, option]);
  useLayoutEffect(() => {
    if (option !== undefined) document.getElementById(option)?.scrollIntoView({ block: "nearest" });
  }, [option]);

  return (
    <>
      <p class="unseen" role="status">
        {shown && fresh && (hits.length === 1 ? "1 text found" : `${hits.length} texts found`)}
      </p>
      {shown && (
        <div class="slash" onMouseDown={(event) => event.preventDefault() /* the focus stays in the field */}>
          {failed && <p class="slash-none">The texts cannot be fetched right now. What you typed is kept.</p>}
          {!failed && hits.length === 0 && (
            <p class="slash-none">{slash.words === "" ? "There are no texts yet." : `No text has “${slash.words}” in its title.`}</p>
          )}
          <div class="slash-list" id={LIST} role="listbox" aria-label="Predefined texts" hidden={hits.length === 0}>
            {hits.map((hit, at) => (
              <Option key={hit.id} hit={hit} at={at} active={at === active} onPoint={() => setSearch({ is: "open", slash, active: at })} onTake={() => void take(hit, slash)} />
            ))}
          </div>
          {hits.length > 0 && (
            <p class="slash-keys" aria-hidden="true">
              <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> inserts <kbd>Esc</kbd> closes
            </p>
          )}
        </div>
      )}
    </>
  );
}

interface OptionProps {
  readonly hit: Hit;
  readonly at: number;
  readonly active: boolean;
  onPoint(): void;
  onTake(): void;
}

function Option({ hit, at, active, onPoint, onTake }: OptionProps) {
  return (
    <div
      class="slash-option"
      id={`${LIST}-${at}`}
      role="option"
      aria-selected={active}
      onMouseMove={() => {
        if (!active) onPoint();
      }}
      onClick={onTake}
    >
      <KindChip kind={hit.kind} />
      <span class="slash-words">
        <span class="slash-title">
          <bdi>{hit.title}</bdi>
          {hit.favourite && (
            <span class="slash-star" title="A favourite of yours">
              <StarIcon size={12} filled />
              <span class="unseen">, favourite</span>
            </span>
          )}
          {hit.folder != null && <span class="slash-folder">{hit.folder}</span>}
        </span>
        <span class="slash-excerpt" dir="auto">
          {hit.excerpt}
        </span>
      </span>
    </div>
  );
}

/** The caret, or before everything where something is selected or the field is not in use: there no slash searches. */
function caretOf(composer: ComposerHands): number {
  const { start, end } = composer.selected();
  return start === end && document.activeElement?.id === "composer" ? end : 0;
}

/** The texts for the words behind the slash; those for the words before stay until they are there. */
function useFound(slash: Slash | null): { found: Found | null; failed: boolean } {
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState(false);
  const words = slash?.words;
  useEffect(() => {
    setFailed(false);
    if (words === undefined) {
      setFound(null);
      return undefined;
    }
    const given = new AbortController();
    const fetch = () =>
      rest("GET /api/v1/texts/search", { query: { text: words }, signal: given.signal }).then(
        ({ items }) => setFound({ words, hits: items }),
        () => {
          if (!given.signal.aborted) setFailed(true);
        },
      );
    const timer = setTimeout(() => void fetch(), words === "" ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [words]);
  return { found, failed };
}

/** Says what a text could not say, until it is filled in. */
function Unfilled({ composer }: ToolProps) {
  const open = openVariables(composer.text);
  const names = [...new Set(open.map(({ name }) => name))];
  return (
    <div role="status">
      {open.length > 0 && (
        <p class="unfilled">
          <AlertIcon size={16} />
          <span>
            Nothing is known here for {names.map((name) => `{${name}}`).join(", ")}. Fill it in before you send.
          </span>
          <button type="button" class="link-button" onClick={() => composer.select(open[0]!)}>
            Go to it
          </button>
        </p>
      )}
    </div>
  );
}

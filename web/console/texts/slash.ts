// `/` in the composer: which words are searched for, what the keys do, and where the text found goes. Pure.
//
// A slash searches where it begins a word, up to the caret and on one line; "and/or", addresses and "3 / 4" are left
// in peace. Whoever closes the list with Esc keeps what she typed, and that slash stays quiet until it is taken away.

/** `/words` in a text, from `start` to the caret. */
export interface Slash {
  readonly start: number;
  readonly words: string;
}

export type Search =
  | { readonly is: "closed"; readonly left: number | null }
  | { readonly is: "open"; readonly slash: Slash; readonly active: number };

export const CLOSED: Search = { is: "closed", left: null };

// Longer than any title one searches for by hand; beyond it somebody writes a sentence.
const WORDS_MAX = 60;
const SLASH = /(?:^|\s)\/((?:[^\s/][^/\n]*)?)$/u;

export function slashAt(text: string, caret: number): Slash | null {
  const words = SLASH.exec(text.slice(0, caret))?.[1];
  if (words === undefined || words.length > WORDS_MAX) return null;
  return { start: caret - words.length - 1, words };
}

/** After the text or the caret has changed. */
export function followed(search: Search, text: string, caret: number): Search {
  const slash = slashAt(text, caret);
  if (slash === null) return CLOSED;
  if (search.is === "closed") return search.left === slash.start ? search : { is: "open", slash, active: 0 };
  const same = search.slash.start === slash.start && search.slash.words === slash.words;
  return same ? search : { is: "open", slash, active: 0 };
}

export function closed(search: Search): Search {
  return search.is === "open" ? { is: "closed", left: search.slash.start } : search;
}

export type Pressed = { readonly does: "move"; readonly to: number } | { readonly does: "take" | "close" | "none" };

/** What a key does while the list is open with `count` texts; "none" leaves it to the field. */
export function pressed(key: string, active: number, count: number): Pressed {
  switch (key) {
    case "Escape":
      return { does: "close" };
    case "ArrowDown":
      return count === 0 ? { does: "none" } : { does: "move", to: (active + 1) % count };
    case "ArrowUp":
      return count === 0 ? { does: "none" } : { does: "move", to: (active - 1 + count) % count };
    case "Enter":
    case "Tab":
      return { does: count === 0 ? "none" : "take" };
    default:
      return { does: "none" };
  }
}

/** Where the found text goes, if the text has changed since: in the place of its `/words`, as long as those stand. */
export function placeOf(slash: Slash, text: string): { readonly start: number; readonly end: number } | null {
  const typed = `/${slash.words}`;
  const end = slash.start + typed.length;
  return text.slice(slash.start, end) === typed ? { start: slash.start, end } : null;
}

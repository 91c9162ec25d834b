// What is shown of a log whose newest page comes again and again: that page, and above it what was shown before.
//
// A page has room for so many. What the newest ones push out of it stays on the screen, and what was asked for above
// it too; only where somebody was away for more than a page there could be a hole, and it begins anew.

import { useRef, useState } from "preact/hooks";
import { say, useDesk } from "../desk.ts";
import { asRefusal } from "../rest.ts";

/** Up to the newest. `more`: there are older ones above. */
export interface Stretch<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

type NumberOf<Item> = (item: Item) => number;

export function withNewest<Item>(known: Stretch<Item> | null, page: Stretch<Item>, numberOf: NumberOf<Item>): Stretch<Item> {
  const [first, last] = [page.items[0], known?.items.at(-1)];
  if (known === null || first === undefined || last === undefined || numberOf(first) > numberOf(last) + 1) return page;
  return { items: [...known.items.filter((item) => numberOf(item) < numberOf(first)), ...page.items], more: known.more };
}

/** A page that was asked for above `before`, unless another begins there by now. */
export function withOlder<Item>(known: Stretch<Item>, page: Stretch<Item>, before: number, numberOf: NumberOf<Item>): Stretch<Item> {
  const [first] = known.items;
  if (first === undefined || numberOf(first) !== before) return known;
  return { items: [...page.items, ...known.items], more: page.more };
}

/** `newest` as it was fetched; `fetch` brings the page before a number. */
export function useStretch<Item>(newest: Stretch<Item>, numberOf: NumberOf<Item>, fetch: (before: number) => Promise<Stretch<Item>>) {
  const { toasts } = useDesk();
  const [loading, setLoading] = useState(false);
  const page = useRef<readonly Item[] | null>(null);
  const known = useRef(newest);
  if (page.current !== newest.items) known.current = withNewest(page.current === null ? null : known.current, newest, numberOf);
  page.current = newest.items;
  const loadOlder = async () => {
    const [first] = known.current.items;
    if (first === undefined || loading) return;
    const before = numberOf(first);
    setLoading(true);
    try {
      known.current = withOlder(known.current, await fetch(before), before, numberOf);
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    setLoading(false);
  };
  return { ...known.current, loading, loadOlder: () => void loadOlder() };
}

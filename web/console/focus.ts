// Where the focus goes on when what had it goes away: a dialog that has done its work, a row that somebody else took.
// Who works by keyboard would else begin anew at the top of the page, after each such moment.

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** What had it is gone, or is hidden. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** For a part that is drawn anew by what comes from elsewhere: had something in it the focus that is gone with it, the
 * focus goes `to` where one goes on from. */
export function useFocusHeld(part: RefObject<HTMLElement | null>, to: RefObject<HTMLElement | null>): void {
  const had = part.current?.contains(document.activeElement) === true; // as it is until this is drawn
  useLayoutEffect(() => {
    if (had && isFocusLost()) to.current?.focus({ preventScroll: true });
  });
}

/** For a list whose rows come, go and move (`data-row` says which is which): the focus stays with what it was on, and
 * where that is gone, goes to what stands in its place. */
export function useFocusKept(list: RefObject<HTMLElement | null>): void {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const before = rows(); // as they are until this is drawn
  const at = before.findIndex((row) => row === document.activeElement);
  const id = before[at]?.dataset["row"];
  useLayoutEffect(() => {
    if (at < 0 || !isFocusLost()) return;
    const now = rows();
    const row = now.find((each) => each.dataset["row"] === id) ?? now[Math.min(at, now.length - 1)];
    row?.focus({ preventScroll: true });
  });
}

// What is typed into a search: in the field at once, and sought a moment later.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

// Between two letters of a fast hand.
const PAUSE_MS = 200;

/** What stands in the field, and what puts something there. `value` is what was sought last. */
export function useTyped(value: string, onChange: (text: string) => void): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(value);
  // By then another filter may have been chosen, which an older one would take back.
  const latest = useRef(onChange);
  latest.current = onChange;
  useLayoutEffect(() => setTyped(value), [value]);
  // At once, not after the next picture: a letter that comes just then would be taken back by the search for those before.
  useLayoutEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => latest.current(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}

// Live enough for what changes by the hour: asked for again when the agent looks here again, and now and then meanwhile.
// What the desk hears of anyway is followed as it happens.

import { useEffect, useRef } from "preact/hooks";

// A colleague's change is here before one would wonder; a forgotten tab asks nothing.
const EVERY_MS = 30_000;
// Coming to the window by a click on something in it makes two events; nobody needs two answers.
const NOT_AGAIN_MS = 2_000;
// What comes together, such as an end with its last words, is one answer.
const TOGETHER_MS = 100;

export function useFresh(reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    let at = performance.now();
    const again = () => {
      if (document.visibilityState !== "visible" || performance.now() - at < NOT_AGAIN_MS) return;
      at = performance.now();
      latest.current();
    };
    const timer = setInterval(again, EVERY_MS);
    addEventListener("focus", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      removeEventListener("focus", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, []);
}

/** `heard` is other with each thing that has happened; `behind`: what is shown does not have it yet. */
export function useHeard(heard: number | null, behind: boolean, reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    if (!behind || document.visibilityState !== "visible") return undefined; // who comes back to it asks anyway
    const timer = setTimeout(() => latest.current(), TOGETHER_MS);
    return () => clearTimeout(timer);
  }, [heard]);
}

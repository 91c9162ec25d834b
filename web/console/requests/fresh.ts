// Live enough for what changes by the hour: asked for again when the agent looks here again, and now and then meanwhile.

import { useEffect, useRef } from "preact/hooks";

// A colleague's change is here before one would wonder; a forgotten tab asks nothing.
const EVERY_MS = 30_000;
// Coming to the window by a click on something in it makes two events; nobody needs two answers.
const NOT_AGAIN_MS = 2_000;

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

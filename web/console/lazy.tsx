// A part of the console that is fetched when it is first shown: a screen, a big dialog, a picker.
//
// Its styles are in one sheet with those of every other such part (build.mjs says why). The page fetches that sheet
// with low priority from the start, so it is nearly always here before a part is; a part waits for it in any case.
// What cannot be fetched says so, with a way to try again: a lost link, or a server that has been upgraded since.

import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { laterStyles } from "../shared/later_styles.ts";
import { Button } from "../shared/parts.tsx";
import { Dialog } from "./parts.tsx";
import "./lazy.css";

export type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

/** What stands in the place of a part until it is there, or says that it is not coming. */
export type Around<Props> = (fallback: JSX.Element, props: Props) => JSX.Element;

export type LazyPart<Props> = ComponentType<Props> & { fetch(): Promise<unknown> };

/** `const Picker = lazy(() => import("./emoji/picker.tsx"))`, and then `<Picker … />`. */
export function lazy<Props extends object>(load: Load<Props>, around: Around<Props> = (fallback) => fallback): LazyPart<Props> {
  let found: ComponentType<Props> | null = null;
  const fetch = async () => {
    const [part] = await Promise.all([load(), laterStyles()]);
    found = part.default;
    return found;
  };
  function Lazy(props: Props): JSX.Element {
    // Its own, not only `found`: what another has fetched between the first drawing and the effect is drawn as well.
    const [Part, setPart] = useState(() => found);
    const [failed, setFailed] = useState(false);
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
      if (Part !== null) return undefined;
      let gone = false;
      setFailed(false);
      fetch().then(
        (part) => !gone && setPart(() => part),
        () => !gone && setFailed(true),
      );
      return () => {
        gone = true;
      };
    }, [attempt]);
    if (Part !== null) return <Part {...props} />;
    return around(failed ? <NotFetched again={() => setAttempt(attempt + 1)} /> : <Skeleton />, props);
  }
  return Object.assign(Lazy, { fetch });
}

// After what the first screen needs itself, however slow the machine.
const SOON_MS = 1000;

/** What is shown by a key that is pressed at any moment should be here by then; a failure is told when it is shown. */
export function fetchSoon(parts: readonly object[]): () => void {
  const timer = setTimeout(() => {
    for (const part of parts) if ("fetch" in part) (part as LazyPart<object>).fetch().catch(() => undefined);
  }, SOON_MS);
  return () => clearTimeout(timer);
}

/** For dialog_list.ts: a dialog that can be closed also while it is not there. */
export function lazyDialog<Props extends { readonly close: () => void }>(title: string, load: Load<Props>) {
  return lazy<Props>(load, (fallback, { close }) => (
    <Dialog title={title} onClose={close}>
      {fallback}
    </Dialog>
  ));
}

/** Grey lines in the place of what is coming; the style sheet shows them after 150 ms, not before. */
export function Skeleton({ lines = 4 }: { lines?: number }): JSX.Element {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading…</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="waiting-line" aria-hidden="true" />
      ))}
    </div>
  );
}

function NotFetched({ again }: { again(): void }): JSX.Element {
  return (
    <div class="not-fetched" role="alert">
      <p>This part of the console could not be fetched. Look at your connection; what you wrote is kept.</p>
      <p class="not-fetched-acts">
        <Button look="primary" onClick={again}>
          Try again
        </Button>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </p>
    </div>
  );
}

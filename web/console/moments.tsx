// Times on screen. Each piece listens to the clock itself, so a tick redraws a few words and not a list.
// Words are English like the console; the time of day is written as the browser's own language writes it.

import { useComputed } from "@preact/signals";
import { day, exact, relative, timeOfDay } from "../shared/time.ts";
import { useDesk } from "./desk.ts";
import { stopwatch } from "./stopwatch.ts";

const WORDS = "en";

/** "2 min", exact on hover. */
export function Ago({ at }: { at: number }) {
  const { now } = useDesk();
  const text = useComputed(() => relative(at, now.value, WORDS));
  return (
    <time class="figure" dateTime={new Date(at).toISOString()} title={exact(at)}>
      {text.value}
    </time>
  );
}

/** A span that goes on: "04:12". */
export function Ticking({ since }: { since: number }) {
  const { now } = useDesk();
  return (
    <span class="figure" title={`Since ${exact(since)}`}>
      {stopwatch(now.value - since)}
    </span>
  );
}

/** The time of day, exact on hover. */
export function At({ at }: { at: number }) {
  return (
    <time class="figure" dateTime={new Date(at).toISOString()} title={exact(at)}>
      {timeOfDay(at)}
    </time>
  );
}

export function Day({ at }: { at: number }) {
  const { now } = useDesk();
  const text = useComputed(() => day(at, now.value, WORDS));
  return <time dateTime={new Date(at).toISOString()}>{text.value}</time>;
}

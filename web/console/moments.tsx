// Times on screen. Each piece listens to the clock itself, so a tick redraws a few words and not a list.

import { useComputed } from "@preact/signals";
import { ago, day, exact, timeOfDay } from "./dates.ts";
import { useDesk } from "./desk.ts";
import { stopwatch } from "./stopwatch.ts";

/** "2 min", exact on hover. */
export function Ago({ at }: { at: number }) {
  const { now } = useDesk();
  const text = useComputed(() => ago(at, now.value));
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
  const text = useComputed(() => day(at, now.value));
  return <time dateTime={new Date(at).toISOString()}>{text.value}</time>;
}

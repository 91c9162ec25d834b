// How a channel stands now, in words and a shape; and why, where it takes no chats.

import type { JSX } from "preact";
import type { ChannelStanding } from "./api.ts";
import { moment, timeOfDay } from "./dates.ts";
import "./standing.css";

const WHY = { hours: "outside opening hours", nobody: "nobody is available", full: "the queue is full" } as const;

export type StandingNow = Pick<ChannelStanding, "shown" | "why" | "waiting" | "opens_at" | "open_until_at">;

export function Standing({ of: standing }: { readonly of: StandingNow }): JSX.Element {
  return (
    <span class={`standing standing-${standing.shown}`}>
      <span class="standing-dot" aria-hidden="true" />
      <span>
        {stateWord(standing)}
        <span class="standing-why">{whyWords(standing)}</span>
      </span>
    </span>
  );
}

export function stateWord({ shown, waiting }: StandingNow): string {
  if (shown === "queue") return `Open, ${waiting} waiting`;
  return shown === "open" ? "Open" : "Closed";
}

function whyWords({ why, opens_at: opens, open_until_at: until }: StandingNow): string {
  if (why === "hours") return `${WHY.hours}${opens === undefined ? "" : `, opens ${when(opens)}`}`;
  if (why !== undefined) return WHY[why];
  return until === undefined ? "" : `until ${when(until)}`;
}

/** A time of today or of the coming night needs no day. */
function when(at: number): string {
  const soon = at - Date.now() < 20 * 60 * 60_000;
  return soon ? timeOfDay(at) : moment(at);
}

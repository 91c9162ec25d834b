// The statistics strip of the dashboard: today, live. Numbers keep their width, so that a change of one moves nothing.

import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Avatar } from "../../shared/parts.tsx";
import type { Hero, LiveFigures, Today, Traffic } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import { ownZone } from "./calendar.ts";
import { trafficData } from "./traffic.ts";
import { FigureView, ViewToggle } from "./view.tsx";
import { ABSENT, ABSENT_WORDS, plural, spoken, ticking, written, type Unit, type Value } from "./words.ts";
import "./strip.css";

export function Strip(): JSX.Element {
  const { state } = useDesk();
  useWatch();
  const { figures } = state.value;
  return (
    <div class="strip" aria-busy={figures === null}>
      <TrafficToday traffic={figures?.traffic ?? null} />
      <TodaysNumbers today={figures?.today ?? null} />
      <Heroes heroes={figures?.heroes ?? null} />
    </div>
  );
}

/** From the first look until the last; after a lost link, and for another channel, anew. */
function useWatch(): void {
  const { link, channel, commands } = useDesk();
  const live = link.value.is === "live";
  const of = channel.value;
  useEffect(() => {
    if (live) commands.watch(of, ownZone());
  }, [live, of, commands]);
  useEffect(() => () => commands.unwatch(), [commands]);
}

const TRAFFIC = "traffic";

function TrafficToday({ traffic }: { traffic: Traffic | null }) {
  const data = useMemo(() => (traffic === null ? null : trafficData(traffic, ownZone())), [traffic]);
  return (
    <section class="strip-part strip-traffic" aria-labelledby="traffic">
      <header class="strip-head">
        <h2 class="block-name" id="traffic">
          Traffic today
        </h2>
        <ViewToggle id={TRAFFIC} name="Traffic today" />
      </header>
      <div class="strip-chart">{data !== null && <FigureView id={TRAFFIC} name="Traffic today" data={data} height={132} />}</div>
    </section>
  );
}

interface NumberOfToday {
  readonly name: string;
  readonly unit: Unit;
  readonly of: (today: Today) => Value;
}

const NUMBERS: readonly NumberOfToday[] = [
  { name: "Waiting now", unit: "chats", of: ({ waiting = 0 }) => waiting },
  { name: "Active chats", unit: "chats", of: ({ active = 0 }) => active },
  { name: "Chats started", unit: "chats", of: ({ started = 0 }) => started },
  { name: "Abandoned", unit: "chats", of: ({ abandoned = 0 }) => abandoned },
  { name: "Average wait", unit: "ms", of: ({ average_wait_ms = null }) => average_wait_ms },
  { name: "Longest wait", unit: "ms", of: ({ longest_wait_ms = null }) => longest_wait_ms },
  { name: "First response", unit: "ms", of: ({ average_first_response_ms = null }) => average_first_response_ms },
  { name: "Average rating", unit: "stars", of: ({ average_rating = null }) => average_rating },
];

function TodaysNumbers({ today }: { today: LiveFigures["today"] | null }) {
  return (
    <section class="strip-part strip-numbers" aria-labelledby="numbers">
      <header class="strip-head">
        <h2 class="block-name" id="numbers">
          Today’s numbers
        </h2>
      </header>
      <dl class="strip-grid">
        {NUMBERS.map(({ name, unit, of }) => (
          <div key={name} class="strip-number">
            <dt class="strip-number-name">{name}</dt>
            <dd class="strip-number-value figure">
              <Now value={today === null ? null : of(today)} unit={unit} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Now({ value, unit }: { value: Value; unit: Unit }) {
  if (value !== null && unit === "chats") return <span>{written(value, unit)}</span>;
  const shown = value === null ? ABSENT : unit === "ms" ? ticking(value) : written(value, unit);
  return (
    <span title={value === null ? `Today there was ${ABSENT_WORDS}` : spoken(value, unit)}>
      <bdi aria-hidden="true">{shown}</bdi>
      <span class="unseen">{spoken(value, unit)}</span>
    </span>
  );
}

function Heroes({ heroes }: { heroes: readonly Hero[] | null }) {
  return (
    <section class="strip-part strip-heroes" aria-labelledby="heroes">
      <header class="strip-head">
        <h2 class="block-name" id="heroes">
          Heroes of the day
        </h2>
      </header>
      {heroes !== null && heroes.length === 0 && <p class="strip-nobody">Nobody has answered a chat today. Be the first.</p>}
      <ol class="strip-podium">
        {(heroes ?? []).map(({ agent, chats }) => (
          <li key={agent.id} class="strip-hero">
            <Avatar name={agent.name} photo={agent.photo} />
            <bdi class="one-name">{agent.name}</bdi>
            <span class="strip-hero-count figure">{plural(chats, "chat", "chats")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

// What a report is asked for, as fields. Each change asks at once.

import type { ComponentChildren, JSX } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { DownIcon } from "../../shared/icons.tsx";
import type { FigureOut } from "../api.ts";
import { useDesk } from "../desk.ts";
import { zones } from "../figures/calendar.ts";
import { ChannelChoice } from "../figures/channel_choice.tsx";
import { GROUP_WORDS, type GroupBy } from "../figures/data.ts";
import { CUSTOM_WORDS, PERIOD_WORDS, type Period } from "../figures/periods.ts";
import { plural } from "../figures/words.ts";
import { Popover } from "../parts.tsx";
import { Select } from "../requests/fields.tsx";
import { channelName } from "../select.ts";
import { managers } from "../screens.ts";
import type { State } from "../state.ts";
import { FIGURES_MAX, type Asked } from "./query.ts";

interface AskingProps {
  readonly asked: Asked;
  readonly catalogue: readonly FigureOut[];
  readonly ask: (change: Partial<Asked>) => void;
}

const EVERY_GROUP: readonly GroupBy[] = ["day", "weekday", "hour", "month", "channel", "agent", "none"];

export function Asking({ asked, catalogue, ask }: AskingProps): JSX.Element {
  const { state } = useDesk();
  const every = useMemo(zones, []);
  const periods = [...Object.entries(PERIOD_WORDS), ["custom", CUSTOM_WORDS] as const];
  const groups = EVERY_GROUP.map((group) => [group, group === "none" ? "Nothing: one sum" : GROUP_WORDS[group]] as const);
  return (
    <form class="asking" aria-label="What to report" onSubmit={(event) => event.preventDefault()}>
      <Picked name="Figures" words={firstFigure(asked, catalogue)} more={asked.figures.length - 1}>
        <FigureChoice asked={asked} catalogue={catalogue} ask={ask} />
      </Picked>
      <Field name="Period">
        <Select value={asked.period} options={periods} onChange={(period) => ask({ period: period as Period })} />
      </Field>
      {asked.period === "custom" && (
        <>
          <Field name="First day"><Day value={asked.from} onChange={(from) => ask({ from })} /></Field>
          <Field name="Last day"><Day value={asked.to} onChange={(to) => ask({ to })} /></Field>
        </>
      )}
      <Field name="Group by">
        <Select value={asked.group} options={groups} onChange={(group) => ask({ group: group as GroupBy })} />
      </Field>
      <Picked name="Channels" words={channelWords(state.value, asked)}>
        <ChannelChoice channels={channelsOf(state.value)} chosen={asked.channels} onChange={(channels) => ask({ channels })} />
      </Picked>
      <Field name="Agent">
        <Select value={asked.agent} options={agentsOf(state.value)} onChange={(agent) => ask({ agent })} />
      </Field>
      <Field name="Time zone">
        <Select value={asked.zone} options={[...new Set([asked.zone, ...every])].map((zone) => [zone, zone.replaceAll("_", " ")] as const)} onChange={(zone) => ask({ zone })} />
      </Field>
    </form>
  );
}

function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <label class="asking-field">
      <span class="asking-name">{name}</span>
      {children}
    </label>
  );
}

/** Several things chosen out of a list that opens. */
function Picked({ name, words, more = 0, children }: { name: string; words: string; more?: number; children: ComponentChildren }) {
  const label = (
    <>
      <span class="unseen">{name}: </span>
      <span class="asking-chosen">{words}</span>
      {more > 0 && <span class="asking-more"> and {more} more</span>}
      <DownIcon size={16} />
    </>
  );
  return (
    <div class="asking-field">
      <span class="asking-name" aria-hidden="true">
        {name}
      </span>
      <Popover look="asking-popover" label={label} name={name}>
        {() => children}
      </Popover>
    </div>
  );
}

function Day({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  return <input class="input asking-day" type="date" min="2000-01-01" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function firstFigure({ figures }: Asked, catalogue: readonly FigureOut[]): string {
  return catalogue.find(({ id }) => id === figures[0])?.title ?? "Choose";
}

function channelWords(state: State, { channels }: Asked): string {
  if (channels.length === 0) return "All channels";
  return channels.length === 1 ? channelName(state, channels[0] ?? "") : plural(channels.length, "channel", "channels");
}

/** Whose figures one may see: an admin those of all. */
function channelsOf({ me, allChannels, channels }: State): readonly { key: string; name: string }[] {
  return me?.role === "admin" ? allChannels : channels;
}

function agentsOf(state: State): readonly (readonly [string, string])[] {
  const me = state.me?.id;
  const colleagues = managers(state) ? Object.values(state.agents).filter(({ id }) => id !== me) : [];
  const named = colleagues.map(({ id, name }) => [id, name] as const).sort(([, one], [, other]) => one.localeCompare(other));
  return [["", "Everybody"], ["me", "Me alone"], ...named];
}

/** Every figure with what it means, to be found by a word of either. */
function FigureChoice({ asked, catalogue, ask }: AskingProps) {
  const [words, setWords] = useState("");
  const id = useId();
  const found = catalogue.filter(({ title, definition }) => `${title} ${definition}`.toLowerCase().includes(words.trim().toLowerCase()));
  const full = asked.figures.length >= FIGURES_MAX;
  const toggle = (figure: string) => {
    const others = asked.figures.filter((each) => each !== figure);
    const next = others.length < asked.figures.length ? others : [...asked.figures, figure];
    if (next.length > 0) ask({ figures: catalogue.map((each) => each.id).filter((each) => next.includes(each)) });
  };
  return (
    <div class="figure-choice">
      <input
        class="input figure-choice-words"
        type="search"
        value={words}
        placeholder="Find a figure"
        aria-label="Find a figure"
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <p class="figure-choice-said muted" role="status">
        {found.length === 0 ? "No figure has this word." : full ? `${FIGURES_MAX} are chosen, which is the most for one report.` : `${asked.figures.length} of ${FIGURES_MAX} chosen.`}
      </p>
      <ul class="figure-choice-list">
        {found.map(({ id: figure, title, definition }) => {
          const on = asked.figures.includes(figure);
          return (
            <li key={figure}>
              <label class="check figure-choice-one">
                <input
                  type="checkbox"
                  checked={on}
                  disabled={on ? asked.figures.length === 1 : full}
                  aria-describedby={`${id}-${figure}`}
                  onChange={() => toggle(figure)}
                />
                <span>
                  {title}
                  <span class="figure-choice-means" id={`${id}-${figure}`}>
                    {definition}
                  </span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

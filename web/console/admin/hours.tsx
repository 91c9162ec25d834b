// Opening hours: spans of each day of the week, and days on which nobody is there.
//
// A browser's time field knows no 24:00, so a span that ends at 00:00 ends with the day.

import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { CloseIcon } from "../../shared/icons.tsx";
import type { Hours } from "../../shared/protocol.ts";
import { Button, IconButton } from "../../shared/parts.tsx";
import { dateOfDay, LOCALE } from "../dates.ts";
import { PlusIcon } from "../icons.tsx";
import type { Refusal } from "../rest.ts";
import { Field } from "../texts/fields.tsx";
import { SwitchField, useForm, wrongAt } from "./form.tsx";
import { withGap, type Span } from "./spans.ts";
import { at, type Json } from "./values.ts";
import "./hours.css";

// The first of January 2024 was a Monday.
const DAYS = Array.from({ length: 7 }, (_, day) => new Intl.DateTimeFormat(LOCALE, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, day + 1)));
const WORKDAYS = 5;
// The zone of a new channel: whoever first sets hours there hardly means it.
const UNSET = "UTC";
const LUNCH = ["12:00", "13:00"] as const;
const FRESH: Span = { opens: "09:00", closes: "17:00" };

export function HoursFields({ timeZones }: { readonly timeZones: readonly string[] }): JSX.Element {
  const form = useForm();
  const list = useId();
  const week = (at(form.values, "hours.week") ?? []) as unknown as readonly (readonly Span[])[];
  const zone = String(at(form.values, "hours.time_zone") ?? "");
  const on = at(form.values, "hours.on") === true;
  const setDay = (day: number, spans: readonly Span[]) =>
    form.set("hours.week", week.map((each, n) => (n === day ? spans : each)) as unknown as Json);
  const copyToWorkdays = () => form.set("hours.week", week.map((each, n) => (n < WORKDAYS ? (week[0] ?? []) : each)) as unknown as Json);
  const addLunch = () => form.set("hours.week", week.map((each) => withGap(each, ...LUNCH)) as unknown as Json);
  const wrong = wrongAt(form, "hours.week");
  return (
    <>
      <SwitchField at="hours.on" label="Only open at these hours" hint="Without them the channel is open whenever an agent is available." onTurn={(turned) => turned && zone === UNSET && form.set("hours.time_zone", zoneHere())} />
      <p class="notice notice-plain hours-now" role="status">
        {on ? hoursWords(form.view?.hours, form.doubt, zone) : "Open at any hour, whenever an agent is available."}
      </p>
      {on && (
        <>
          <Field label="Time zone" wrong={wrongAt(form, "hours.time_zone")} hint={nowIn(zone)}>
            {(wired) => (
              <>
                <input
                  {...wired}
                  class="input hours-zone"
                  list={list}
                  autocomplete="off"
                  spellcheck={false}
                  value={zone}
                  onInput={({ currentTarget }) => form.set("hours.time_zone", currentTarget.value)}
                />
                <datalist id={list}>
                  {timeZones.map((name) => (
                    <option key={name} value={name} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <div class="hours-week">
            {DAYS.map((name, day) => (
              <Day key={name} name={name} spans={week[day] ?? []} onChange={(spans) => setDay(day, spans)} />
            ))}
          </div>
          {wrong !== undefined && (
            <p class="field-wrong" role="alert">
              {wrong}
            </p>
          )}
          <div class="hours-acts">
            <Button look="quiet" onClick={addLunch}>
              Close for lunch, {LUNCH.join("–")}
            </Button>
            <Button look="quiet" onClick={copyToWorkdays}>
              Use {DAYS[0]}’s hours from {DAYS[0]} to {DAYS[WORKDAYS - 1]}
            </Button>
          </div>
          <ClosedDays />
        </>
      )}
    </>
  );
}

function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || UNSET;
}

/** What the hours on the screen come to at this moment, by the clock of the channel. */
function hoursWords(hours: Hours | undefined, doubt: Refusal | null, zone: string): string {
  if (doubt?.field?.startsWith("properties.hours")) return `These hours cannot be saved yet. ${doubt.message}`;
  if (hours === undefined) return "…";
  const { open_until_at: until, opens_at: opens } = hours;
  if (until !== undefined) return `With these hours: open now, until ${momentIn(zone, until)}.`;
  if (opens !== undefined) return `With these hours: closed now, opens ${momentIn(zone, opens)}.`;
  return (hours.spans ?? []).length > 0 ? "With these hours: open around the clock." : "With these hours: closed, and it does not open.";
}

const NEAR_MS = 6 * 24 * 60 * 60_000;

function momentIn(zone: string, at: number): string {
  const far = at - Date.now() > NEAR_MS;
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, weekday: "long", ...(far && { day: "numeric", month: "long", year: "numeric" }), hour: "2-digit", minute: "2-digit" }).format(at);
}

function nowIn(zone: string): string {
  try {
    const time = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" }).format(Date.now());
    return `It is ${time} there. Changes of clocks are seen to.`;
  } catch {
    return "Such as Europe/Oslo.";
  }
}

function Day({ name, spans, onChange }: { readonly name: string; readonly spans: readonly Span[]; onChange(spans: readonly Span[]): void }) {
  const change = (which: number, part: Partial<Span>) => onChange(spans.map((each, n) => (n === which ? { ...each, ...part } : each)));
  const add = () => {
    const last = spans.at(-1);
    onChange([...spans, last === undefined ? FRESH : { opens: later(last.closes, 1), closes: later(last.closes, 4) }]);
  };
  return (
    <fieldset class="hours-day">
      <legend class="hours-name">{name}</legend>
      <div class="hours-spans">
        {spans.length === 0 && <span class="muted hours-closed">Closed</span>}
        {spans.map((span, n) => (
          <span key={n} class="hours-span">
            <input type="time" class="input" aria-label={`${name} opens`} value={span.opens} onInput={({ currentTarget }) => change(n, { opens: currentTarget.value })} />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              class="input"
              aria-label={`${name} closes`}
              value={span.closes === "24:00" ? "00:00" : span.closes}
              onInput={({ currentTarget }) => change(n, { closes: currentTarget.value === "00:00" ? "24:00" : currentTarget.value })}
            />
            <IconButton label={`Remove these hours of ${name}`} onClick={() => onChange(spans.filter((_, other) => other !== n))}>
              <CloseIcon size={16} />
            </IconButton>
          </span>
        ))}
      </div>
      <IconButton label={`Add hours on ${name}`} onClick={add} disabled={spans.length >= 8 || spans.at(-1)?.closes === "24:00"}>
        <PlusIcon size={18} />
      </IconButton>
    </fieldset>
  );
}

function later(clock: string, hours: number): string {
  const hour = Number(clock.slice(0, 2)) + hours;
  return hour >= 24 ? "24:00" : `${String(hour).padStart(2, "0")}:${clock.slice(3, 5)}`;
}

function ClosedDays() {
  const form = useForm();
  const closed = (at(form.values, "hours.closed") ?? []) as readonly string[];
  const [day, setDay] = useState("");
  const add = () => {
    if (day !== "" && !closed.includes(day)) form.set("hours.closed", [...closed, day].sort());
    setDay("");
  };
  return (
    <div class="hours-dates">
      <Field label="Closed on" wrong={wrongAt(form, "hours.closed")} hint="Holidays, and other days on which nobody is there.">
        {(wired) => (
          <span class="hours-add">
            <input
              {...wired}
              type="date"
              class="input"
              value={day}
              onInput={({ currentTarget }) => setDay(currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
            />
            <Button onClick={add} disabled={day === ""}>
              Add
            </Button>
          </span>
        )}
      </Field>
      {closed.length > 0 && (
        <ul class="hours-chips">
          {closed.map((each) => (
            <li key={each} class="hours-chip">
              <time dateTime={each}>{dateOfDay(each)}</time>
              <IconButton label={`Open on ${dateOfDay(each)} again`} onClick={() => form.set("hours.closed", closed.filter((other) => other !== each))}>
                <CloseIcon size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

// What a report is asked for, as its address has it and as the server wants it. Pure: a report can be bookmarked and
// sent to a colleague. A word of the address that makes no sense is as if it were not there.

import type { Api, FigureOut } from "../api.ts";
import { isoOf } from "../figures/calendar.ts";
import { GROUP_WORDS, type GroupBy } from "../figures/data.ts";
import { daysOf, ownDays, PERIOD_WORDS, type Days, type Period } from "../figures/periods.ts";
import type { Query } from "../places.ts";

export interface Asked {
  readonly figures: readonly string[];
  readonly period: Period;
  /** The first and the last day of a period of one's own, as `2026-03-29`. */
  readonly from: string;
  readonly to: string;
  readonly group: GroupBy;
  /** None: all that one may see. */
  readonly channels: readonly string[];
  /** An agent's id, or `me`; "" for everybody. */
  readonly agent: string;
  readonly zone: string;
}

// What the server takes in one report (actors/reports.py).
export const FIGURES_MAX = 8;

export const FIRST = {
  figures: ["incoming", "answered", "abandoned"],
  period: "last_30_days",
  group: "day",
} as const satisfies Partial<Asked>;

const LIST = ",";

export function askedOf(query: Query, zone: string): Asked {
  const figures = list(query["figures"]);
  const period = query["period"] ?? "";
  const group = query["group"] ?? "";
  return {
    figures: figures.length === 0 ? FIRST.figures : figures.slice(0, FIGURES_MAX),
    period: period === "custom" || period in PERIOD_WORDS ? (period as Period) : FIRST.period,
    from: query["from"] ?? "",
    to: query["to"] ?? "",
    group: group in GROUP_WORDS ? (group as GroupBy) : FIRST.group,
    channels: list(query["channels"]),
    agent: query["agent"] ?? "",
    zone: isZone(query["tz"]) ? query["tz"]! : zone,
  };
}

/** The other way; what is as it is at first is left out. */
export function queryOf({ figures, period, from, to, group, channels, agent, zone }: Asked, own: string): Query {
  const all: Query = {
    figures: figures.join() === FIRST.figures.join() ? "" : figures.join(LIST),
    period: period === FIRST.period ? "" : period,
    from: period === "custom" ? from : "",
    to: period === "custom" ? to : "",
    group: group === FIRST.group ? "" : group,
    channels: channels.join(LIST),
    agent,
    tz: zone === own ? "" : zone,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** The days of the period; a sentence where it has none. */
export function daysAsked({ period, from, to, zone }: Asked, now: number): Days | string {
  if (period !== "custom") return daysOf(period, now, zone);
  return ownDays(from, to);
}

export type Wanted = Api["GET /api/v1/reports"]["query"];

export function wantedOf({ group, channels, agent, zone }: Asked, { from, until }: Days, figures: readonly string[]): Wanted {
  return {
    figure: figures,
    from: isoOf(from),
    to: isoOf(until),
    channels,
    tz: zone,
    group_by: group,
    ...(agent !== "" && { agent }),
  };
}

export interface Split {
  readonly figures: readonly string[];
  /** Counted by channel, and not to be had by agent. */
  readonly left: readonly FigureOut[];
}

/** Of the figures that are wanted, those that there are for this grouping. */
export function splitOf({ figures, group, agent }: Asked, catalogue: readonly FigureOut[]): Split {
  const known = figures.flatMap((id) => catalogue.find((figure) => figure.id === id) ?? []);
  const byAgent = group === "agent" || agent !== "";
  return {
    figures: known.filter(({ of_agents }) => of_agents || !byAgent).map(({ id }) => id),
    left: known.filter(({ of_agents }) => byAgent && !of_agents),
  };
}

function list(text = ""): readonly string[] {
  return [...new Set(text.split(LIST).filter((each) => each !== ""))];
}

function isZone(name: string | undefined): boolean {
  if (!name) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

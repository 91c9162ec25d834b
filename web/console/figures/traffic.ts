// Traffic today, from the server's quarter hours to the hours of a chart. Pure.
//
// In an hour came what came in its quarters; active in it were as many as in the fullest of them. The hours after the
// present one are not there yet, which is something else than nought.

import type { Traffic } from "../../shared/protocol.ts";
import type { Data, Label } from "./data.ts";

const HOUR_MS = 3_600_000;

export function trafficData({ from_at, until_at, step_ms, incoming, active }: Traffic, zone: string): Data {
  const each = Math.max(1, Math.round(HOUR_MS / step_ms));
  const hours = Math.ceil((until_at - from_at) / (each * step_ms));
  const there = Math.max(0, Math.ceil(incoming.length / each) - 1);
  const labels = Array.from({ length: hours }, (_, at) => hourLabel(from_at + at * each * step_ms, at === there, zone));
  const gather = (steps: readonly number[], of: (steps: readonly number[]) => number) =>
    labels.map((_, at) => {
      const mine = steps.slice(at * each, (at + 1) * each);
      return mine.length === 0 ? null : of(mine);
    });
  return {
    drawn: "lines",
    by: "Hour",
    labels,
    series: [
      { key: "incoming", name: "Incoming", unit: "chats", values: gather(incoming, (steps) => steps.reduce((sum, step) => sum + step, 0)) },
      { key: "active", name: "Active", unit: "chats", values: gather(active, (steps) => Math.max(...steps)) },
    ],
  };
}

function hourLabel(at: number, now: boolean, zone: string): Label {
  const [from, until] = [clockAt(at, zone), clockAt(at + HOUR_MS, zone)];
  return { key: String(at), short: from.slice(0, 2), long: `${from}–${until}${now ? ", so far" : ""}` };
}

function clockAt(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

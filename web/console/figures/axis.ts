// Where the lines of a chart's value axis are, and where along a length something lies. Pure.

import { tickStep } from "d3-array";
import type { Unit, Value } from "./words.ts";

export interface Axis {
  /** What the end of the axis stands for; it begins at nought, or lengths would lie. */
  readonly top: number;
  readonly ticks: readonly number[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Steps in which people count time: sixty is round, a hundred is not.
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
];

/** With about so many `lines` above its floor. */
export function axis(values: readonly Value[], unit: Unit, lines = 4): Axis {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  switch (unit) {
    case "stars":
      return { top: 5, ticks: lines < 4 ? [0, 5] : [0, 1, 2, 3, 4, 5] };
    case "ms":
      return upTo(highest, stepOfTime(highest, lines));
    case "share":
      return highest === 0 ? { top: 1, ticks: [0, 0.5, 1] } : closed(highest, 0, lines);
    case "average":
      return closed(Math.max(1, highest), 0, lines);
    case "chats":
    case "customers":
      return closed(Math.max(1, highest), 1, lines);
  }
}

/** Nice steps of ten, none smaller than `least`: half a chat is no chat. */
function closed(highest: number, least: number, lines: number): Axis {
  const steps = [lines, lines - 1, lines - 2].map((count) => Math.max(least, tickStep(0, highest, Math.max(1, count))));
  return upTo(highest, steps.find((step) => highest / step <= lines + 1) ?? highest);
}

function upTo(highest: number, step: number): Axis {
  const lines = Math.max(1, Math.ceil(highest / step - 1e-9));
  return { top: lines * step, ticks: Array.from({ length: lines + 1 }, (_, at) => round(at * step)) };
}

function stepOfTime(highest: number, lines: number): number {
  return STEPS_MS.find((step) => highest / step <= lines) ?? Math.ceil(highest / lines / DAY) * DAY;
}

// 3 * 0.1 is not 0.3; nobody wants to read what it is.
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Which of `count` labels to show so that each has `room` of the length; the first always, at even distances. */
export function labelled(count: number, length: number, room: number): readonly number[] {
  const fit = Math.max(1, Math.floor(length / Math.max(1, room)));
  const every = EVEN.find((step) => Math.ceil(count / step) <= fit) ?? Math.ceil(count / fit);
  return Array.from({ length: count }, (_, at) => at).filter((at) => at % every === 0);
}

// Of hours one shows each third or sixth, of days each seventh, of months each quarter.
const EVEN: readonly number[] = [1, 2, 3, 4, 6, 7, 12, 14, 28];

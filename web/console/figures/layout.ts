// Where everything of a chart is, in pixels. Pure: data and a size come in, places go out. A chart for those who read
// from right to left is the mirror image of the other.

import { axis, labelled } from "./axis.ts";
import { unitOf, type Data } from "./data.ts";
import { written } from "./words.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly rtl: boolean;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Layout {
  /** The edges of the part where the values are. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Where the words of the value axis are, and which end of them. */
  readonly wordsAt: number;
  readonly values: readonly Tick[];
  readonly labels: readonly Tick[];
  /** How much of the length belongs to one label. */
  readonly band: number;
  x(at: number): number;
  y(value: number): number;
  /** The label nearest to a place; -1 where there is none. */
  nearest(x: number): number;
}

// The size of the small type, and what it needs of a line.
const LETTER = 7.5;
// How much more a per cent sign takes than a letter.
const PERCENT = 4.5;
const LINE = 18;
const GAP = 8;
const BREATH = 6;
// A low chart has room for few lines across it.
const LOW = 110;
const FEW = 2;
const MANY = 4;

/** Of a word on the value axis. */
function lengthOf(word: string): number {
  return word.length * LETTER + (word.endsWith("%") ? PERCENT : 0);
}

export function layout(data: Data, { width, height, rtl }: Box): Layout {
  const unit = unitOf(data);
  const { top: highest, ticks } = axis(data.series.flatMap(({ values }) => values), unit, height < LOW ? FEW : MANY);
  const words = ticks.map((tick) => (unit === "stars" ? String(tick) : written(tick, unit)));
  const longest = Math.max(1, ...data.labels.map(({ short }) => short.length)) * LETTER;
  // The last point of a line is at the very edge, and half of its label beyond it.
  const breath = data.drawn === "lines" ? Math.max(BREATH, longest / 2) : BREATH;
  const margin = Math.max(breath, Math.max(...words.map(lengthOf)) + GAP);
  const [left, right] = rtl ? [breath, width - margin] : [margin, width - breath];
  const [top, bottom] = [BREATH, height - LINE - BREATH];
  const count = data.labels.length;
  const lines = data.drawn === "lines";
  const length = Math.max(1, right - left);
  const band = lines ? length / Math.max(1, count - 1) : length / Math.max(1, count);
  const along = (at: number) => (lines ? at * band : (at + 0.5) * band);
  const x = (at: number) => (rtl ? right - along(at) : left + along(at));
  const y = (value: number) => bottom - (value / highest) * (bottom - top);
  const room = longest + 2 * GAP;
  return {
    left,
    right,
    top,
    bottom,
    wordsAt: rtl ? right + GAP : left - GAP,
    values: ticks.map((tick, at) => ({ at: y(tick), text: words[at] ?? "" })),
    labels: labelled(count, length, room).map((at) => ({ at: x(at), text: data.labels[at]?.short ?? "" })),
    band,
    x,
    y,
    nearest(place) {
      if (count === 0) return -1;
      const from = rtl ? right - place : place - left;
      return Math.max(0, Math.min(count - 1, Math.round(lines ? from / band : from / band - 0.5)));
    },
  };
}

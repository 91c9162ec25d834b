// A chart of data.ts, drawn as SVG by Preact with the curves of d3. Colours and type come from style sheets, so it follows
// light, dark, print and the direction of reading. What it shows is said in its name; its table is beside it (view.tsx).

import { area, curveMonotoneX, line } from "d3-shape";
import type { JSX, RefObject } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { charted, summary, unitOf, type Data } from "./data.ts";
import { layout, type Box, type Layout } from "./layout.ts";
import { written, type Value } from "./words.ts";
import "./chart.css";

/** In pixels, or what the place has; the width is always that. */
export type Height = 96 | 132 | 300 | "fill";

interface ChartProps {
  readonly data: Data;
  readonly height: Height;
  /** What it is of, before what it shows. */
  readonly name: string;
}

export function Chart({ data: all, height, name }: ChartProps): JSX.Element {
  const data = charted(all);
  const words = `${name}. ${summary(data)}`;
  if (data.drawn === "bars") return <Bars data={data} words={words} />;
  return <Plot data={data} height={height} words={words} />;
}

function Plot({ data, height: named, words }: { data: Data; height: Height; words: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { width, height, rtl } = useRoom(place);
  const [pointed, setPointed] = useState(-1);
  const box: Box = { width, height, rtl };
  const drawn = width === 0 ? null : layout(data, box);
  const point = (event: PointerEvent) => {
    if (drawn === null || place.current === null) return;
    setPointed(drawn.nearest(event.clientX - place.current.getBoundingClientRect().left));
  };
  return (
    <div
      class={`chart chart-height-${named}`}
      ref={place}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setPointed(-1)}
    >
      {drawn !== null && (
        <svg class="chart-svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
          <Scale drawn={drawn} />
          {pointed >= 0 && <Pointed data={data} drawn={drawn} at={pointed} />}
          {data.drawn === "lines" ? <Lines data={data} drawn={drawn} /> : <Columns data={data} drawn={drawn} />}
        </svg>
      )}
      {drawn !== null && pointed >= 0 && <Readout data={data} drawn={drawn} at={pointed} />}
    </div>
  );
}

/** The size of a place, and which way its text runs; nought until it is known. */
function useRoom(place: RefObject<HTMLDivElement | null>): { readonly width: number; readonly height: number; readonly rtl: boolean } {
  const [room, setRoom] = useState({ width: 0, height: 0, rtl: false });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      const rtl = getComputedStyle(element).direction === "rtl";
      setRoom((before) => (before.width === width && before.height === height && before.rtl === rtl ? before : { width, height, rtl }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return room;
}

function Scale({ drawn }: { drawn: Layout }) {
  const { left, right, bottom, wordsAt, values, labels } = drawn;
  return (
    <g aria-hidden="true">
      {values.map(({ at, text }) => (
        <g key={text}>
          <line class={at === bottom ? "chart-floor" : "chart-rule"} x1={left} x2={right} y1={crisp(at)} y2={crisp(at)} />
          <text class="chart-word" x={wordsAt} y={at} text-anchor={wordsAt < left ? "end" : "start"} dominant-baseline="central">
            {text}
          </text>
        </g>
      ))}
      {labels.map(({ at, text }) => (
        <text key={at} class="chart-word" x={at} y={bottom + 18} text-anchor="middle">
          {text}
        </text>
      ))}
    </g>
  );
}

function Lines({ data, drawn }: { data: Data; drawn: Layout }) {
  const { x, y, bottom } = drawn;
  const points = (values: readonly Value[]) => values.map((value, at) => [at, value] as const);
  const there = ([, value]: readonly [number, Value]) => value !== null;
  const path = line<readonly [number, Value]>(([at]) => x(at), ([, value]) => y(value ?? 0)).defined(there).curve(curveMonotoneX);
  const ground = area<readonly [number, Value]>(([at]) => x(at), bottom, ([, value]) => y(value ?? 0)).defined(there).curve(curveMonotoneX);
  return (
    <>
      {data.series.map(({ key, values }, at) => (
        <g key={key} class={`chart-series chart-series-${at}`}>
          {at === 0 && <path class="chart-ground" d={ground(points(values)) ?? ""} />}
          <path class="chart-line" d={path(points(values)) ?? ""} />
          {ends(values).map((end) => (
            <circle key={end} class="chart-dot" cx={x(end)} cy={y(values[end] ?? 0)} r={3} />
          ))}
        </g>
      ))}
    </>
  );
}

/** Points that no line would show: the newest, and those with nothing on either side. */
function ends(values: readonly Value[]): readonly number[] {
  const there = (at: number) => (values[at] ?? null) !== null;
  const all = values.map((_, at) => at).filter(there);
  return all.filter((at) => at === all.at(-1) || (!there(at - 1) && !there(at + 1)));
}

const MOST_WIDE = 44;

function Columns({ data, drawn }: { data: Data; drawn: Layout }) {
  const { x, y, bottom, band } = drawn;
  const wide = Math.min(MOST_WIDE, band * (band > 12 ? 0.68 : 0.8));
  const each = wide / data.series.length;
  return (
    <>
      {data.series.map(({ key, values }, at) => (
        <g key={key} class={`chart-series chart-series-${at}`}>
          {values.map((value, label) =>
            value === null ? null : (
              <rect
                key={label}
                class="chart-column"
                x={x(label) - wide / 2 + at * each}
                y={Math.min(y(value), bottom - (value > 0 ? 1 : 0))}
                width={Math.max(1, each - (data.series.length > 1 ? 1 : 0))}
                height={Math.max(value > 0 ? 1 : 0, bottom - y(value))}
                rx={Math.min(3, each / 4)}
              />
            ),
          )}
        </g>
      ))}
    </>
  );
}

function Pointed({ data, drawn, at }: { data: Data; drawn: Layout; at: number }) {
  const { x, top, bottom, band } = drawn;
  if (data.drawn === "lines") return <line class="chart-guide" x1={x(at)} x2={x(at)} y1={top} y2={bottom} aria-hidden="true" />;
  return <rect class="chart-pointed" x={x(at) - band / 2} y={top} width={band} height={bottom - top} aria-hidden="true" />;
}

/** What is under the pointer, in words; on the side that has room. The table has the same for everybody else. */
function Readout({ data, drawn, at }: { data: Data; drawn: Layout; at: number }) {
  const middle = (drawn.left + drawn.right) / 2;
  const place = drawn.x(at);
  const style = place > middle ? { right: `calc(100% - ${place - 10}px)` } : { left: `${place + 10}px` };
  return (
    <div class="chart-readout" style={style} aria-hidden="true">
      <bdi class="chart-readout-label">{data.labels[at]?.long}</bdi>
      {data.series.map(({ key, name, unit, values }, series) => (
        <span key={key} class="chart-readout-value">
          {data.series.length > 1 && <Swatch series={series} lines={data.drawn === "lines"} />}
          {data.series.length > 1 && `${name} `}
          <bdi class="chart-readout-figure figure">{written(values[at] ?? null, unit)}</bdi>
        </span>
      ))}
    </div>
  );
}

/** Names beside the lengths, one row each: names of people and channels need the room. */
function Bars({ data, words }: { data: Data; words: string }) {
  const id = useId();
  const highest = unitOf(data) === "stars" ? 5 : Math.max(1e-9, ...data.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <div class="chart-bars" role="img" aria-labelledby={id}>
      <span class="unseen" id={id}>
        {words}
      </span>
      {data.labels.map(({ long }, at) => (
        <div key={at} class="chart-bar-row" aria-hidden="true">
          <span class="chart-bar-name">
            <bdi>{long}</bdi>
          </span>
          <span class="chart-bar-lengths">
            {data.series.map(({ key, unit, values }, series) => (
              <span key={key} class={`chart-bar chart-series-${series}`}>
                <svg class="chart-bar-svg flips" width="100%" height="100%">
                  <rect class="chart-column" width={`${(100 * (values[at] ?? 0)) / highest}%`} height="100%" rx="3" />
                </svg>
                <bdi class="chart-bar-value figure">{written(values[at] ?? null, unit)}</bdi>
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Which line is which; only where there are several. */
export function Legend({ data: all }: { data: Data }): JSX.Element | null {
  const data = charted(all);
  if (data.series.length < 2) return null;
  return (
    <ul class="chart-legend">
      {data.series.map(({ name }, at) => (
        <li key={name} class="chart-legend-item">
          <Swatch series={at} lines={data.drawn === "lines"} /> {name}
        </li>
      ))}
    </ul>
  );
}

export function Swatch({ series, lines }: { series: number; lines: boolean }) {
  return (
    <svg class={`chart-swatch chart-series-${series}`} width="18" height="10" viewBox="0 0 18 10" aria-hidden="true">
      {lines ? <line class="chart-line" x1="1" x2="17" y1="5" y2="5" /> : <rect class="chart-column" x="4" width="10" height="10" rx="2" />}
    </svg>
  );
}

// A line of one pixel between two would be two faint ones.
function crisp(at: number): number {
  return Math.round(at) + 0.5;
}

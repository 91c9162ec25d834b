// The table of a chart: the same numbers, for those who would rather read, or hear, or copy them.

import type { JSX } from "preact";
import type { Data } from "./data.ts";
import { ABSENT_WORDS, written, type Unit, type Value } from "./words.ts";
import "./table.css";

interface FigureTableProps {
  readonly data: Data;
  readonly name: string;
}

export function FigureTable({ data, name }: FigureTableProps): JSX.Element {
  return (
    <div class="figure-table-place" tabIndex={0} role="region" aria-label={`Table: ${name}`}>
      <table class="figure-table">
        <thead>
          <tr>
            <th scope="col">{data.by}</th>
            {data.series.map((series) => (
              <th key={series.name} scope="col" class="figure-table-value">
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.labels.map(({ long }, at) => (
            <tr key={at}>
              <th scope="row">
                <bdi>{long}</bdi>
              </th>
              {data.series.map(({ name, values }) => (
                <td key={name} class="figure-table-value figure">
                  <Amount value={values[at] ?? null} unit={data.unit} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A value, or a dash that says aloud what it means. */
export function Amount({ value, unit }: { value: Value; unit: Unit }): JSX.Element {
  if (value !== null) return <bdi>{written(value, unit)}</bdi>;
  return (
    <span class="absent" title="Nothing to measure">
      <span aria-hidden="true">{written(null, unit)}</span>
      <span class="unseen">{ABSENT_WORDS}</span>
    </span>
  );
}

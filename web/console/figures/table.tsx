// The table of a chart: the same numbers, for those who would rather read, or hear, or copy them.

import type { JSX } from "preact";
import type { Data } from "./data.ts";
import { ABSENT_WORDS, plain, written, type Unit, type Value } from "./words.ts";
import "./table.css";

interface FigureTableProps {
  readonly data: Data;
  readonly name: string;
  /** The figures of the whole period, under the rows; they are not their sums: an average of averages is none. */
  readonly total?: Readonly<Record<string, number>>;
}

export function FigureTable({ data, name, total }: FigureTableProps): JSX.Element {
  return (
    <div class="figure-table-place" tabIndex={0} role="region" aria-label={`Table: ${name}`}>
      <table class="figure-table">
        <thead>
          <tr>
            <th scope="col">{data.by}</th>
            {data.series.map(({ key, name: title }) => (
              <th key={key} scope="col" class="figure-table-value">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.labels.map(({ key, long }, at) => (
            <tr key={key}>
              <th scope="row">
                <bdi>{long}</bdi>
              </th>
              {data.series.map((series) => (
                <td key={series.key} class="figure-table-value figure">
                  <Amount value={series.values[at] ?? null} unit={series.unit} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {total !== undefined && (
          <tfoot>
            <tr>
              <th scope="row">Whole period</th>
              {data.series.map(({ key, unit }) => (
                <td key={key} class="figure-table-value figure">
                  <Amount value={total[key] ?? null} unit={unit} />
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

/** A value, or a dash that says aloud what it means. */
export function Amount({ value, unit }: { value: Value; unit: Unit }): JSX.Element {
  if (value !== null)
    return (
      <data value={plain(value, unit)}>
        <bdi>{written(value, unit)}</bdi>
      </data>
    );
  return (
    <span class="absent" title="Nothing to measure">
      <span aria-hidden="true">{written(null, unit)}</span>
      <span class="unseen">{ABSENT_WORDS}</span>
    </span>
  );
}

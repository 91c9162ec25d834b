// A figure as its chart or as its table, whichever this browser's agent liked better the last time.

import type { JSX } from "preact";
import { IconButton } from "../../shared/parts.tsx";
import { ReportIcon } from "../icons.tsx";
import { TableIcon } from "../icons_later.tsx";
import { asTable } from "../keep.ts";
import { Chart, Legend, type Height } from "./chart.tsx";
import type { Data } from "./data.ts";
import { FigureTable } from "./table.tsx";
import "./view.css";

interface FigureViewProps {
  readonly id: string;
  readonly name: string;
  readonly data: Data;
  readonly height: Height;
  /** Left out where the lines are told apart elsewhere. */
  readonly legend?: boolean;
  readonly total?: Readonly<Record<string, number>>;
}

export function FigureView({ id, name, data, height, legend = true, total }: FigureViewProps): JSX.Element {
  if (isTable(id)) return <FigureTable name={name} data={data} {...(total !== undefined && { total })} />;
  return (
    <div class={height === "fill" ? "figure-view figure-view-fill" : "figure-view"}>
      {legend && <Legend data={data} />}
      <Chart name={name} data={data} height={height} />
    </div>
  );
}

export function ViewToggle({ id, name }: { id: string; name: string }): JSX.Element {
  const table = isTable(id);
  return (
    <IconButton label={table ? `Show ${name} as a chart` : `Show ${name} as a table`} onClick={() => showAsTable(id, !table)}>
      {table ? <ReportIcon /> : <TableIcon />}
    </IconButton>
  );
}

export function isTable(id: string): boolean {
  return asTable.value[id] === true;
}

export function showAsTable(id: string, on: boolean): void {
  const { [id]: _, ...others } = asTable.value;
  asTable.value = on ? { ...others, [id]: true } : others;
}

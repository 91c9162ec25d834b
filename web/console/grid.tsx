// A table one moves through by row: one row is in the tab order, J/K and the arrows move on (hands.ts), Enter and a
// double click do what the row is for. On a narrow screen rows become cards; the roles are spelled out because a table
// that is laid out otherwise loses its own.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { ChatCard } from "../shared/protocol.ts";
import { useFocusKept } from "./focus.ts";
import "./grid.css";

export interface Column {
  readonly name: string;
  /** Its head is for screen readers only: what is in the cells says enough to those who see. */
  readonly quiet?: boolean;
  /** The class of its cells. */
  readonly is: string;
  readonly cell: (card: ChatCard) => ComponentChildren;
}

interface GridProps {
  readonly labelledBy: string;
  readonly columns: readonly Column[];
  readonly cards: readonly ChatCard[];
  readonly onOpen: (card: ChatCard) => unknown;
}

export function Grid({ labelledBy, columns, cards, onOpen }: GridProps) {
  const [current, setCurrent] = useState<string | null>(null);
  const stop = cards.some((card) => card.id === current) ? current : (cards[0]?.id ?? null);
  const table = useRef<HTMLTableElement>(null);
  useFocusKept(table);
  // Rows go and come under the pointer: of two clicks that meet two rows, neither was meant for the second.
  const hit = useRef<string | null>(null);
  const twice = (card: ChatCard) => hit.current === card.id && onOpen(card);
  const keys = (event: KeyboardEvent, card: ChatCard) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") onOpen(card);
    else if (event.key === "Home" || event.key === "End") toEdge(event);
    else return;
    event.preventDefault();
  };
  return (
    <table class="grid" role="grid" aria-labelledby={labelledBy} ref={table}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.is} role="columnheader" scope="col" class={`cell-${column.is}`}>
              <span class={column.quiet ? "unseen" : undefined}>{column.name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {cards.map((card) => (
          <tr
            key={card.id}
            role="row"
            class="grid-row"
            tabIndex={card.id === stop ? 0 : -1}
            data-row={card.id}
            onFocus={() => setCurrent(card.id)}
            onMouseDown={({ detail }) => detail < 2 && (hit.current = card.id)}
            onKeyDown={(event) => keys(event, card)}
            onDblClick={() => twice(card)}
          >
            {columns.map((column) => (
              <td key={column.is} role="gridcell" class={`cell-${column.is}`} data-name={column.name}>
                {column.cell(card)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function toEdge(event: KeyboardEvent): void {
  const body = event.currentTarget instanceof HTMLElement ? event.currentTarget.parentElement : null;
  const row = event.key === "Home" ? body?.firstElementChild : body?.lastElementChild;
  if (row instanceof HTMLElement) row.focus();
}

// The sales and the follow-ups of a contact or a company, with more of them page by page.

import { useDesk } from "../desk.ts";
import { More, Shown, usePages } from "../loading.tsx";
import { rest } from "../rest.ts";
import { changes } from "./asking.ts";
import { Panel } from "./panels.tsx";
import type { Belongs } from "./dealing_forms.tsx";
import { FollowUpRow, SaleRow } from "./dealings.tsx";
import { FlagIcon, SaleIcon } from "./icons.tsx";

interface OfRecordProps {
  /** Whose are shown. */
  readonly filter: Belongs;
  /** Whose a new one is. */
  readonly of: Belongs;
}

export function SalesOf({ filter, of }: OfRecordProps) {
  const { dialog } = useDesk();
  const list = usePages(`${JSON.stringify(filter)} ${changes.value}`, (after, signal) => rest("GET /api/v1/sales", { query: { ...filter, ...(after && { after }) }, signal }), { keep: true });
  return (
    <Panel name="Sales" add={{ name: "Add a sale", act: () => (dialog.value = { is: "sale", of }) }}>
      <Shown of={list} lines={2}>
        {({ items }) => (
          <>
            {items.length === 0 && <p class="crm-nothing">No sales.</p>}
            {items.map((each) => (
              <SaleRow key={each.id} sale={each} icon={<SaleIcon size={16} />} />
            ))}
            <More of={list} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

/** What is to be done comes first, then what is done. */
export function Promises({ filter, of }: OfRecordProps) {
  const { dialog } = useDesk();
  const key = `${JSON.stringify(filter)} ${changes.value}`;
  const open = usePages(key, (after, signal) => rest("GET /api/v1/follow-ups", { query: { ...filter, done: false, ...(after && { after }) }, signal }), { keep: true });
  const done = usePages(key, (after, signal) => rest("GET /api/v1/follow-ups", { query: { ...filter, done: true, ...(after && { after }) }, signal }), { keep: true });
  return (
    <Panel name="Follow-ups" add={{ name: "Add a follow-up", act: () => (dialog.value = { is: "follow_up", of }) }}>
      <Shown of={open} lines={2}>
        {({ items }) => (
          <>
            {items.length === 0 && <p class="crm-nothing">Nothing is promised.</p>}
            {items.map((each) => (
              <FollowUpRow key={each.id} followUp={each} icon={<FlagIcon size={16} />} />
            ))}
            <More of={open} />
          </>
        )}
      </Shown>
      {(done.data?.items ?? []).map((each) => (
        <FollowUpRow key={each.id} followUp={each} icon={<FlagIcon size={16} />} />
      ))}
      <More of={done} />
    </Panel>
  );
}

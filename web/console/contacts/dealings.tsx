// A sale and a follow-up as rows; each opens in a dialog. A follow-up can be ticked off where it stands.

import type { ComponentChildren } from "preact";
import type { FollowUp, Sale } from "../api.ts";
import { useDesk } from "../desk.ts";
import { rest } from "../rest.ts";
import { dateOfDay, exact, moment } from "../dates.ts";
import { changed } from "./asking.ts";
import { isLate, isOpen, money, STAGE_WORD } from "./crm.ts";
import { useDoing } from "./doing.ts";
import { Entry } from "./rows.tsx";

export function SaleRow({ sale, icon }: { sale: Sale; icon: ComponentChildren }) {
  const { dialog } = useDesk();
  const { title, amount_cents, currency, stage, close_date } = sale;
  return (
    <Entry
      onOpen={() => (dialog.value = { is: "sale", sale })}
      icon={icon}
      title={<bdi>{title}</bdi>}
      about={[STAGE_WORD[stage], close_date !== undefined && dateOfDay(close_date)].filter(Boolean).join(" · ")}
      aside={<span class="figure">{money(amount_cents, currency)}</span>}
    />
  );
}

export function FollowUpRow({ followUp, icon }: { followUp: FollowUp; icon: ComponentChildren }) {
  const { dialog, now, state } = useDesk();
  const { busy, doing } = useDoing();
  const open = isOpen(followUp);
  const late = isLate(followUp, now.value);
  const owner = followUp.owner === undefined ? undefined : state.value.agents[followUp.owner]?.name;
  const tick = () =>
    doing(async () => {
      const done_at = open ? now.peek() : null;
      await rest("PATCH /api/v1/follow-ups/{follow_up}", { path: { follow_up: followUp.id }, body: { done_at } });
      changed();
    });
  return (
    <div class="crm-promise">
      <input type="checkbox" aria-label={`Done: ${followUp.title}`} checked={!open} disabled={busy} onChange={tick} />
      <Entry
        onOpen={() => (dialog.value = { is: "follow_up", followUp })}
        icon={icon}
        title={open ? <bdi>{followUp.title}</bdi> : <s>{followUp.title}</s>}
        about={
          <>
            {late && <strong class="crm-late">Late</strong>}
            {late ? " · " : ""}
            {open ? <Due at={followUp.due_at} /> : "Done"}
            {owner !== undefined && ` · ${owner}`}
          </>
        }
      />
    </div>
  );
}

function Due({ at }: { at: number }) {
  const { now } = useDesk();
  return (
    <time class="figure" dateTime={new Date(at).toISOString()} title={exact(at)}>
      {moment(at, now.value)}
    </time>
  );
}

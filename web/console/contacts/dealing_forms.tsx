// A sale and a follow-up to fill in: new ones for a contact or a company, or ones that are there.

import { useState } from "preact/hooks";
import { useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { Refusal, rest } from "../rest.ts";
import type { Sale } from "../api.ts";
import { changed } from "./asking.ts";
import { amountText, centsOf, localTime, STAGE_WORD, STAGES, timeOf, tomorrowMorning } from "./crm.ts";
import { Choice, Field, Form, useSubmit } from "./fields.tsx";

/** Whose it is to be. */
export interface Belongs {
  readonly contact?: string;
  readonly company?: string;
}

export function SaleForm({ sale, of = {}, close }: DialogProps<"sale">) {
  const { state } = useDesk();
  const [title, setTitle] = useState(sale?.title ?? "");
  const [amount, setAmount] = useState(sale === undefined ? "" : amountText(sale.amount_cents));
  const [currency, setCurrency] = useState(sale?.currency ?? "EUR");
  const [stage, setStage] = useState<Sale["stage"]>(sale?.stage ?? "lead");
  const [closes, setCloses] = useState(sale?.close_date ?? "");
  const [owner, setOwner] = useState(sale === undefined ? (state.value.me?.id ?? "") : (sale.owner ?? ""));
  const submitting = useSubmit(async () => {
    const amount_cents = amount.trim() === "" ? 0 : centsOf(amount);
    if (amount_cents === null) throw new Refusal({ code: "invalid", field: "amount_cents", message: "Write an amount such as 1250.00." });
    const body = { title, amount_cents, currency, stage, close_date: closes || null, owner: owner || null };
    if (sale === undefined) await rest("POST /api/v1/sales", { body: { ...body, ...of } });
    else await rest("PATCH /api/v1/sales/{sale}", { path: { sale: sale.id }, body });
    changed();
    close();
  });
  const { refusal } = submitting;
  return (
    <Dialog title={sale === undefined ? "New sale" : "Sale"} onClose={close}>
      <Form submitting={submitting} fields={["title", "amount_cents", "currency", "close_date"]} save="Save" onCancel={close}>
        <Field label="Title" name="title" value={title} refusal={refusal} autofocus onChange={setTitle} />
        <div class="crm-pair">
          <Field label="Amount" name="amount_cents" value={amount} refusal={refusal} onChange={setAmount} />
          <Field label="Currency" name="currency" value={currency} refusal={refusal} onChange={setCurrency} />
        </div>
        <div class="crm-pair">
          <Choice label="Stage" value={stage} options={STAGES.map((each) => [each, STAGE_WORD[each]])} onChange={(each) => setStage(each as Sale["stage"])} />
          <Field label="Closes on" name="close_date" type="date" value={closes} refusal={refusal} onChange={setCloses} />
        </div>
        <Owner owner={owner} onChange={setOwner} />
      </Form>
    </Dialog>
  );
}

export function FollowUpForm({ followUp, of = {}, close }: DialogProps<"follow_up">) {
  const { state, now } = useDesk();
  const [title, setTitle] = useState(followUp?.title ?? "");
  const [due, setDue] = useState(() => localTime(followUp?.due_at ?? tomorrowMorning(now.peek())));
  const [owner, setOwner] = useState(followUp === undefined ? (state.value.me?.id ?? "") : (followUp.owner ?? ""));
  const [done, setDone] = useState(followUp?.done_at !== undefined);
  const submitting = useSubmit(async () => {
    const due_at = timeOf(due);
    if (due_at === null) throw new Refusal({ code: "invalid", field: "due_at", message: "Say until when." });
    const done_at = done ? (followUp?.done_at ?? now.peek()) : null;
    const body = { title, due_at, owner: owner || null, done_at };
    if (followUp === undefined) await rest("POST /api/v1/follow-ups", { body: { ...body, ...of } });
    else await rest("PATCH /api/v1/follow-ups/{follow_up}", { path: { follow_up: followUp.id }, body });
    changed();
    close();
  });
  const { refusal } = submitting;
  return (
    <Dialog title={followUp === undefined ? "New follow-up" : "Follow-up"} onClose={close}>
      <Form submitting={submitting} fields={["title", "due_at"]} save="Save" onCancel={close}>
        <Field label="What is to be done" name="title" value={title} refusal={refusal} autofocus onChange={setTitle} />
        <div class="crm-pair">
          <Field label="Until" name="due_at" type="datetime-local" value={due} refusal={refusal} onChange={setDue} />
          <Owner owner={owner} onChange={setOwner} />
        </div>
        <label class="crm-check">
          <input type="checkbox" checked={done} onChange={(event) => setDone(event.currentTarget.checked)} /> Done
        </label>
      </Form>
    </Dialog>
  );
}

/** A colleague one shares a channel with; whoever has it now stays to be chosen, also where her name is not known here. */
function Owner({ owner, onChange }: { owner: string; onChange(owner: string): void }) {
  const { state } = useDesk();
  const { agents, me } = state.value;
  const known = new Map(Object.values(agents).map(({ id, name }) => [id, name]));
  if (me !== null) known.set(me.id, me.name);
  if (owner !== "" && !known.has(owner)) known.set(owner, "Somebody else");
  const options = [...known].sort(([, a], [, b]) => a.localeCompare(b));
  return <Choice label="Owner" value={owner} options={[["", "Nobody"], ...options]} onChange={onChange} />;
}

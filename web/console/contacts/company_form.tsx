// A company to fill in: a new one, or one that is there.

import { useState } from "preact/hooks";
import { useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { leading, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { changed } from "./asking.ts";
import { entriesOf } from "./crm.ts";
import { Field, Form, useSubmit } from "./fields.tsx";

const FIELDS = ["name", "domains", "phone"];

export default function CompanyForm({ company, close }: DialogProps<"company">) {
  const { place } = useDesk();
  const [name, setName] = useState(company?.name ?? "");
  const [domains, setDomains] = useState(company?.domains?.join("\n") ?? "");
  const [phone, setPhone] = useState(company?.phone ?? "");
  const submitting = useSubmit(async () => {
    const body = { name, domains: entriesOf(domains), phone };
    const lead = leading(place);
    if (company !== undefined) await rest("PATCH /api/v1/companies/{company}", { path: { company: company.id }, body });
    else lead(screenPlace("companies", [(await rest("POST /api/v1/companies", { body })).id]));
    changed();
    close();
  });
  const { refusal } = submitting;
  return (
    <Dialog title={company === undefined ? "New company" : "Change company"} onClose={close}>
      <Form submitting={submitting} fields={FIELDS} save="Save" onCancel={close}>
        <Field label="Name" name="name" value={name} refusal={refusal} autofocus onChange={setName} />
        <Field
          label="Mail domains"
          name="domains"
          value={domains}
          lines={Math.max(1, domains.split("\n").length)}
          hint="Who writes from one of these works there. Several: one a line."
          refusal={refusal}
          onChange={setDomains}
        />
        <Field label="Phone" name="phone" type="tel" value={phone} refusal={refusal} onChange={setPhone} />
      </Form>
    </Dialog>
  );
}

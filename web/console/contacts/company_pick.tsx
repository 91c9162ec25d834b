// The company of a contact in its form: one that is there, a new one, or none.

import { useId, useState } from "preact/hooks";
import { CloseIcon } from "../../shared/icons.tsx";
import { IconButton } from "../../shared/parts.tsx";
import type { NewCompany } from "../../shared/protocol.ts";
import { PlusIcon } from "../icons.tsx";
import { useResource } from "../loading.tsx";
import { rest, type Refusal } from "../rest.ts";
import { entriesOf } from "./crm.ts";
import { Field } from "./fields.tsx";
import { CompanyIcon } from "./icons.tsx";
import { useSettled } from "./settled.ts";

export type Picked =
  | { readonly is: "none" }
  | { readonly is: "known"; readonly id: string; readonly name: string }
  | { readonly is: "new"; readonly name: string; readonly domains: string; readonly phone: string };

export const NO_COMPANY: Picked = { is: "none" };

export function newCompany({ name, domains = [], phone = "" }: NewCompany): Picked {
  return { is: "new", name, domains: domains.join("\n"), phone };
}

export function companyOf(picked: Extract<Picked, { is: "new" }>): NewCompany {
  return { name: picked.name, domains: entriesOf(picked.domains), phone: picked.phone };
}

interface CompanyPickProps {
  readonly picked: Picked;
  readonly onPick: (picked: Picked) => void;
  readonly refusal: Refusal | undefined;
}

export function CompanyPick({ picked, onPick, refusal }: CompanyPickProps) {
  if (picked.is === "known") return <Known picked={picked} onPick={onPick} />;
  if (picked.is === "new") return <New picked={picked} onPick={onPick} refusal={refusal} />;
  return <Find onPick={onPick} />;
}

function Known({ picked, onPick }: { picked: Extract<Picked, { is: "known" }>; onPick(picked: Picked): void }) {
  return (
    <div class="crm-field">
      <span class="crm-label">Company</span>
      <p class="crm-picked">
        <CompanyIcon size={16} /> <bdi>{picked.name}</bdi>
        <IconButton label={`Not at ${picked.name}`} onClick={() => onPick(NO_COMPANY)}>
          <CloseIcon size={16} />
        </IconButton>
      </p>
    </div>
  );
}

interface NewProps {
  readonly picked: Extract<Picked, { is: "new" }>;
  readonly onPick: (picked: Picked) => void;
  readonly refusal: Refusal | undefined;
}

function New({ picked, onPick, refusal }: NewProps) {
  return (
    <fieldset class="crm-group">
      <legend>New company</legend>
      <span class="crm-group-close">
        <IconButton label="No company" onClick={() => onPick(NO_COMPANY)}>
          <CloseIcon size={16} />
        </IconButton>
      </span>
      <Field label="Name" name="company.name" value={picked.name} refusal={refusal} onChange={(name) => onPick({ ...picked, name })} />
      <div class="crm-pair">
        <Field
          label="Mail domains"
          name="company.domains"
          value={picked.domains}
          hint="Who writes from here works there."
          refusal={refusal}
          onChange={(domains) => onPick({ ...picked, domains })}
        />
        <Field label="Phone" name="company.phone" type="tel" value={picked.phone} refusal={refusal} onChange={(phone) => onPick({ ...picked, phone })} />
      </div>
    </fieldset>
  );
}

function Find({ onPick }: { onPick(picked: Picked): void }) {
  const [text, setText] = useState("");
  const id = useId();
  const words = useSettled(text.trim());
  const found = useResource(
    words,
    async (signal) => (words === "" ? [] : (await rest("GET /api/v1/contacts/search", { query: { text: words, limit: 5 }, signal })).companies),
    { keep: true },
  );
  return (
    <div class="crm-field">
      <label for={id}>Company</label>
      <input
        class="input"
        id={id}
        autocomplete="off"
        placeholder="Find one, or name a new one"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {words !== "" && (
        <ul class="crm-picks" aria-label="Companies">
          {(found.data ?? []).map((each) => (
            <li key={each.id}>
              <button type="button" class="menu-item" onClick={() => onPick({ is: "known", id: each.id, name: each.name })}>
                <CompanyIcon size={16} /> <bdi>{each.name}</bdi>
              </button>
            </li>
          ))}
          <li>
            <button type="button" class="menu-item" onClick={() => onPick(newCompany({ name: text.trim() }))}>
              <PlusIcon size={16} /> <span>New company “{text.trim()}”</span>
            </button>
          </li>
        </ul>
      )}
    </div>
  );
}

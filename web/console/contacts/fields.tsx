// The parts of the CRM's forms: a field with its name, its hint and what is wrong with it, and the form around them.

import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon } from "../../shared/icons.tsx";
import { SubmitOrCancel } from "../parts.tsx";
import { asRefusal, type Refusal } from "../rest.ts";
import "./fields.css";

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly refusal?: Refusal | undefined;
  readonly hint?: string;
  readonly type?: "text" | "tel" | "date" | "datetime-local";
  readonly lines?: number;
  readonly autofocus?: boolean;
  readonly required?: boolean;
}

/** `name` is what the server calls the field: a refusal of that field is shown here. */
export function Field({ label, name, value, onChange, refusal, hint, type = "text", lines, autofocus, required }: FieldProps): JSX.Element {
  const id = useId();
  const wrong = refusal?.field === name ? refusal.message : undefined;
  const shared = {
    id,
    class: lines === undefined ? "input" : "input crm-lines",
    name,
    value,
    autocomplete: "off",
    "aria-invalid": wrong !== undefined,
    "aria-describedby": [wrong !== undefined && `${id}-wrong`, hint !== undefined && `${id}-hint`].filter(Boolean).join(" ") || undefined,
    "aria-required": required,
    autofocus,
  } as const;
  return (
    <div class="crm-field">
      <label for={id}>{label}</label>
      {/* Preact's types tell inputs apart by a literal; these are all the same to us. */}
      {lines === undefined ? (
        <input {...shared} type={type as "text"} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <textarea {...shared} rows={lines} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
      <Notes id={id} wrong={wrong} hint={hint} />
    </div>
  );
}

function Notes({ id, wrong, hint }: { id: string; wrong: string | undefined; hint: string | undefined }) {
  return (
    <>
      {wrong !== undefined && (
        <p class="crm-wrong" id={`${id}-wrong`}>
          <AlertIcon size={16} /> {wrong}
        </p>
      )}
      {hint !== undefined && (
        <p class="crm-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, value, options, onChange }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div class="crm-field">
      <label for={id}>{label}</label>
      <select class="select" id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export interface Submitting {
  readonly busy: boolean;
  readonly refusal: Refusal | undefined;
  submit(event: Event): void;
}

/** Does what a form is for; a refusal stays until the next try, and the first field it names gets the focus. */
export function useSubmit(act: () => Promise<void>): Submitting {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal(undefined);
    act().then(
      () => setBusy(false),
      (problem: unknown) => {
        setRefusal(asRefusal(problem));
        setBusy(false);
      },
    );
  };
  return { busy, refusal, submit };
}

interface FormProps {
  readonly submitting: Submitting;
  /** The fields that show their own refusals. */
  readonly fields: readonly string[];
  readonly save: string;
  readonly onCancel: () => void;
  /** Beside the refusal: another way out. */
  readonly instead?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Form({ submitting, fields, save, onCancel, instead, children }: FormProps): JSX.Element {
  const { busy, refusal, submit } = submitting;
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (refusal !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const elsewhere = refusal !== undefined && !fields.includes(refusal.field ?? "");
  return (
    <form class="crm-form" ref={form} onSubmit={submit} noValidate>
      {children}
      <div role="alert">
        {elsewhere && (
          <p class="notice notice-error">
            <AlertIcon /> <span>{refusal.message}</span>
          </p>
        )}
        {refusal !== undefined && instead}
      </div>
      <SubmitOrCancel onCancel={onCancel} busy={busy}>
        {save}
      </SubmitOrCancel>
    </form>
  );
}

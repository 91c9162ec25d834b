// What a form asks: known fields, for which the widget has words, and fields of the channel's own.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { ArrowDownIcon, CloseIcon } from "../../shared/icons.tsx";
import { Button, IconButton } from "../../shared/parts.tsx";
import { Field } from "../texts/fields.tsx";
import { useForm, wrongAt } from "./form.tsx";
import { at, keyFor, type Json } from "./values.ts";
import "./asked.css";

interface Asked {
  readonly name: string;
  readonly label: string | null;
  readonly required: boolean;
  readonly options: readonly string[];
}

const KNOWN: Readonly<Record<string, string>> = {
  name: "Name",
  email: "E-mail",
  company: "Company",
  phone: "Phone",
  country: "Country",
};
const MOST = 20;

export function AskedFields({ at: path }: { readonly at: string }): JSX.Element {
  const form = useForm();
  const list = useRef<HTMLUListElement>(null);
  const fields = (at(form.values, path) ?? []) as unknown as readonly Asked[];
  const set = (next: readonly Asked[]) => form.set(path, next as unknown as Json);
  const change = (which: number, part: Partial<Asked>) => set(fields.map((each, n) => (n === which ? { ...each, ...part } : each)));
  const swap = (n: number) => set(fields.map((each, other) => (other === n ? fields[n + 1]! : other === n + 1 ? fields[n]! : each)));
  const left = Object.keys(KNOWN).filter((name) => !fields.some((field) => field.name === name));
  const add = (field: Asked) => {
    set([...fields, field]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("li:last-child input")?.focus());
  };
  const wrong = wrongAt(form, path);
  return (
    <div class="asked">
      <ul class="asked-list" ref={list} aria-label="Fields that are asked for">
        {fields.map((field, n) => (
          <li key={n} class="asked-field">
            <OneField field={field} path={`${path}.${n}`} change={(part) => change(n, part)} named={(label) => nameFor(field, label, fields)} />
            <span class="asked-acts">
              <IconButton label={`Move ${nameOf(field)} down`} disabled={n === fields.length - 1} onClick={() => swap(n)}>
                <ArrowDownIcon size={16} />
              </IconButton>
              <IconButton label={`Do not ask for ${nameOf(field)}`} onClick={() => set(fields.filter((_, other) => other !== n))}>
                <CloseIcon size={16} />
              </IconButton>
            </span>
          </li>
        ))}
        {fields.length === 0 && <li class="muted asked-none">Nothing is asked for.</li>}
      </ul>
      {wrong !== undefined && (
        <p class="field-wrong" role="alert">
          {wrong}
        </p>
      )}
      <div class="asked-add" role="group" aria-label="Ask for">
        {left.map((name) => (
          <Button key={name} look="quiet" disabled={fields.length >= MOST} onClick={() => add({ name, label: null, required: false, options: [] })}>
            + {KNOWN[name]}
          </Button>
        ))}
        <Button
          look="quiet"
          disabled={fields.length >= MOST}
          onClick={() => add({ name: keyFor("field", [...Object.keys(KNOWN), ...fields.map(({ name }) => name)]), label: "", required: false, options: [] })}
        >
          + A field of your own
        </Button>
      </div>
    </div>
  );
}

/** The key of an own field follows its label until somebody has saved it under another. */
function nameFor(field: Asked, label: string, all: readonly Asked[]): string {
  const taken = [...Object.keys(KNOWN), ...all.filter((each) => each !== field).map(({ name }) => name)];
  return field.name === keyFor(field.label || "field", taken) ? keyFor(label || "field", taken) : field.name;
}

function nameOf(field: Asked): string {
  return field.label || KNOWN[field.name] || field.name;
}

interface OneFieldProps {
  readonly field: Asked;
  readonly path: string;
  change(part: Partial<Asked>): void;
  named(label: string): string;
}

function OneField({ field, path, change, named }: OneFieldProps) {
  const form = useForm();
  const own = KNOWN[field.name] === undefined;
  return (
    <div class="asked-one">
      <div class="asked-head">
        <strong>{own ? "Own field" : KNOWN[field.name]}</strong>
        <label class="asked-required">
          <input type="checkbox" checked={field.required} onChange={({ currentTarget }) => change({ required: currentTarget.checked })} />
          Required
        </label>
      </div>
      {own && (
        <>
          <Field label="Label" wrong={wrongAt(form, `${path}.label`)}>
            {(wired) => <input {...wired} class="input" dir="auto" autocomplete="off" maxLength={200} value={field.label ?? ""} onInput={({ currentTarget }) => change({ label: currentTarget.value, name: named(currentTarget.value) })} />}
          </Field>
          <Field label="Choices" hint="One a line; without any it is a line to write on." wrong={wrongAt(form, `${path}.options`)}>
            {(wired) => (
              <textarea
                {...wired}
                class="input"
                rows={2}
                dir="auto"
                value={field.options.join("\n")}
                onInput={({ currentTarget }) => change({ options: currentTarget.value === "" ? [] : currentTarget.value.split("\n") })}
                onBlur={() => change({ options: field.options.map((each) => each.trim()).filter(Boolean) })}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}

// What forms are made of: the fields a channel asks for, its consent, and plain words beside what is missing or wrong.

import type { JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { AlertIcon } from "../shared/icons.tsx";
import type { FormField } from "../shared/protocol.ts";
import { Typed } from "../shared/typed.tsx";
import { fill } from "./texts.ts";
import type { Texts } from "./texts/en.ts";
import { meant } from "./typos.ts";

// What the browser may offer to fill in.
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  name: "name",
  email: "email",
  company: "organization",
  phone: "tel",
  country: "country-name",
};
const KEYBOARD: Readonly<Record<string, "email" | "tel">> = { email: "email", phone: "tel" };
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
// Of a hand that has written an address.
const PAUSE_MS = 700;
const LINE_MAX = 500;
const NAME_MAX = 200;

/** The names of what is in a form beside the channel's fields. No field of a channel is called so. */
export const CONSENT = "=consent";
export const TEXT = "=text";

export type Values = Readonly<Record<string, string>>;

interface FieldsProps {
  readonly asked: readonly FormField[];
  readonly values: Values;
  readonly wrong: Values;
  readonly texts: Texts;
  readonly change: (name: string, value: string) => void;
}

export function Fields({ asked, values, wrong, texts, change }: FieldsProps): JSX.Element {
  return (
    <>
      {asked.map((field, at) => (
        <div class="field" key={field.name}>
          <div class="label">
            <label for={`field-${field.name}`}>
              {labelOf(field, texts)}
              {field.required !== true && <span class="optional"> {texts.optional}</span>}
            </label>
            {field.name === "email" && <Meant value={values[field.name] ?? ""} texts={texts} change={(value) => change(field.name, value)} />}
          </div>
          <Control
            field={field}
            first={at === 0}
            value={values[field.name] ?? ""}
            wrong={wrong[field.name] !== undefined}
            texts={texts}
            change={(value) => change(field.name, value)}
          />
          <Wrong name={field.name} text={wrong[field.name]} />
        </div>
      ))}
    </>
  );
}

interface MeantProps {
  readonly value: string;
  readonly texts: Texts;
  readonly change: (value: string) => void;
}

/** Beside the label, where it moves nothing; after a pause, since half an address looks like a slip. */
function Meant({ value, texts, change }: MeantProps): JSX.Element {
  const [address, setAddress] = useState<string | null>(null);
  useLayoutEffect(() => {
    setAddress(null);
    const timer = setTimeout(() => setAddress(meant(value)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <span role="status">
      {address !== null && (
        <button type="button" class="link" onClick={() => change(address)}>
          {fill(texts.emailMeant, { domain: address.slice(address.lastIndexOf("@") + 1) })}
        </button>
      )}
    </span>
  );
}

interface ControlProps {
  readonly field: FormField;
  readonly first: boolean;
  readonly value: string;
  readonly wrong: boolean;
  readonly texts: Texts;
  readonly change: (value: string) => void;
}

function Control({ field, first, value, wrong, texts, change }: ControlProps): JSX.Element {
  const { name, required = false, options = [] } = field;
  const common = { id: `field-${name}`, name, value, required, "data-first": first, ...told(name, wrong) };
  if (options.length > 0) {
    return (
      <select {...common} dir="auto" onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{texts.choose}</option>
        {options.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...common}
      type="text"
      inputMode={KEYBOARD[name] ?? "text"}
      autoComplete={AUTOCOMPLETE[name] ?? "off"}
      autoCapitalize={name === "email" ? "off" : "sentences"}
      spellcheck={false}
      dir="auto"
      maxLength={name === "name" ? NAME_MAX : LINE_MAX}
      onInput={(event) => change(event.currentTarget.value)}
    />
  );
}

/** How a screen reader learns what is wrong with a field. */
export function told(name: string, wrong: boolean): { "aria-invalid": boolean; "aria-describedby"?: string } {
  return { "aria-invalid": wrong, ...(wrong && { "aria-describedby": `wrong-${name}` }) };
}

interface ConsentProps {
  readonly text: string;
  readonly agreed: boolean;
  readonly wrong: Values;
  readonly change: (agreed: boolean) => void;
}

export function Consent({ text, agreed, wrong, change }: ConsentProps): JSX.Element {
  return (
    <div class="field">
      <label class="consent">
        <input
          type="checkbox"
          name={CONSENT}
          checked={agreed}
          required
          {...told(CONSENT, wrong[CONSENT] !== undefined)}
          onChange={(event) => change(event.currentTarget.checked)}
        />
        <Typed text={text} />
      </label>
      <Wrong name={CONSENT} text={wrong[CONSENT]} />
    </div>
  );
}

export function Wrong({ name, text }: { readonly name: string; readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined) return null;
  return (
    <p class="wrong" id={`wrong-${name}`}>
      <AlertIcon size={14} /> {text}
    </p>
  );
}

export function labelOf(field: FormField, texts: Texts): string {
  const ours: Readonly<Record<string, string>> = {
    name: texts.fieldName,
    email: texts.fieldEmail,
    company: texts.fieldCompany,
    phone: texts.fieldPhone,
    country: texts.fieldCountry,
  };
  return field.label ?? ours[field.name] ?? field.name;
}

export function looksLikeEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** What to mend before going on, by field, in the order of the form. */
export function mistakes(asked: readonly FormField[], values: Values, notAgreed: boolean, texts: Texts): Values {
  const found: Record<string, string> = {};
  for (const field of asked) {
    const value = values[field.name]?.trim() ?? "";
    if (value === "" && field.required === true) found[field.name] = fill(texts.fieldMissing, { label: labelOf(field, texts) });
    else if (value !== "" && field.name === "email" && !looksLikeEmail(value)) found[field.name] = texts.emailWrong;
  }
  if (notAgreed) found[CONSENT] = texts.consentMissing;
  return found;
}

/** What the server found wrong, as words beside the field that it named. */
export function refusedField(asked: readonly FormField[], refused: { field?: string } | null, texts: Texts): Values {
  const name = fieldName(refused);
  const field = asked.find((each) => each.name === name);
  if (field !== undefined) {
    return { [field.name]: field.name === "email" ? texts.emailUnknown : fill(texts.fieldWrong, { label: labelOf(field, texts) }) };
  }
  if (name === "consent") return { [CONSENT]: texts.consentMissing };
  return {};
}

/** `fields.email`, `email`: the server says where a field stands, we know it by its name. */
function fieldName(refused: { field?: string } | null): string {
  return refused?.field?.split(".").at(-1) ?? "";
}

/** Only what was asked for and filled in. */
export function filled(asked: readonly FormField[], values: Values): Values {
  const entries = asked.map(({ name }) => [name, values[name]?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** The focus goes to the first thing to mend. */
export function focusFirst(form: HTMLFormElement | null, wrong: Values): void {
  const first = Object.keys(wrong)[0];
  if (first !== undefined) form?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
}

export function without(values: Values, name: string): Values {
  const { [name]: _, ...rest } = values;
  return rest;
}

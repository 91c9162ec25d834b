// The form before the chat: the fields the channel asks for, its consent, and plain words where something is missing.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { AlertIcon } from "../shared/icons.tsx";
import { Button, Typed } from "../shared/parts.tsx";
import { type ChannelView, type FormField, type PreChatForm, preChatFormDefaults } from "../shared/protocol.ts";
import type { ScreenProps } from "./screens.tsx";
import type { Texts } from "./texts/en.ts";

// What the browser may offer to fill in.
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  name: "name",
  email: "email",
  company: "organization",
  phone: "tel",
  country: "country-name",
};
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
const CONSENT = "consent";
const LINE_MAX = 500;

interface FormProps extends ScreenProps {
  readonly channel: ChannelView;
  readonly done: (fields: Readonly<Record<string, string>>) => void;
}

type Values = Readonly<Record<string, string>>;

export function Form({ talk, channel, done, language }: FormProps): JSX.Element {
  const { texts } = language;
  const form: PreChatForm = channel.pre_chat ?? {};
  const asked: readonly FormField[] = form.fields ?? preChatFormDefaults.fields;
  const [values, setValues] = useState<Values>(talk.fields);
  const [agreed, setAgreed] = useState(false);
  const [wrong, setWrong] = useState<Values>({});
  const element = useRef<HTMLFormElement>(null);

  const change = (name: string, value: string): void => {
    const next = { ...values, [name]: value };
    setValues(next);
    talk.keepFields(next);
    if (wrong[name] !== undefined) setWrong(without(wrong, name));
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    const found = mistakes(asked, values, form.consent !== undefined && !agreed, texts);
    setWrong(found);
    const first = Object.keys(found)[0];
    if (first === undefined) done(filled(asked, values));
    else element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
  };

  return (
    <main class="body">
      <form class="card form" ref={element} onSubmit={submit} noValidate>
        <h2>{form.message || texts.formTitle}</h2>
        {asked.map((field, at) => (
          <Field
            key={field.name}
            field={field}
            first={at === 0}
            value={values[field.name] ?? ""}
            wrong={wrong[field.name]}
            texts={texts}
            change={(value) => change(field.name, value)}
          />
        ))}
        {form.consent !== undefined && (
          <div class="field">
            <label class="consent">
              <input
                type="checkbox"
                name={CONSENT}
                checked={agreed}
                required
                aria-invalid={wrong[CONSENT] !== undefined}
                aria-describedby={wrong[CONSENT] === undefined ? undefined : `wrong-${CONSENT}`}
                onChange={(event) => {
                  setAgreed(event.currentTarget.checked);
                  setWrong(without(wrong, CONSENT));
                }}
              />
              <Typed text={form.consent} />
            </label>
            <Wrong name={CONSENT} text={wrong[CONSENT]} />
          </div>
        )}
        <Button look="primary" submit wide>
          {texts.toChat}
        </Button>
      </form>
    </main>
  );
}

interface FieldProps {
  readonly field: FormField;
  readonly first: boolean;
  readonly value: string;
  readonly wrong: string | undefined;
  readonly texts: Texts;
  readonly change: (value: string) => void;
}

function Field({ field, first, value, wrong, texts, change }: FieldProps): JSX.Element {
  const { name, required = false } = field;
  const id = `field-${name}`;
  return (
    <div class="field">
      <label for={id}>
        {labelOf(field, texts)}
        {!required && <span class="optional"> {texts.optional}</span>}
      </label>
      <input
        id={id}
        name={name}
        type="text"
        inputMode={name === "email" ? "email" : name === "phone" ? "tel" : "text"}
        autoComplete={AUTOCOMPLETE[name] ?? "off"}
        autoCapitalize={name === "email" ? "off" : "sentences"}
        spellcheck={false}
        dir="auto"
        maxLength={name === "name" ? 200 : LINE_MAX}
        value={value}
        required={required}
        data-first={first}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `wrong-${name}`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <Wrong name={name} text={wrong} />
    </div>
  );
}

function Wrong({ name, text }: { readonly name: string; readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined) return null;
  return (
    <p class="wrong" id={`wrong-${name}`}>
      <AlertIcon size={14} /> {text}
    </p>
  );
}

function labelOf(field: FormField, texts: Texts): string {
  return field.label ?? texts.fields[field.name] ?? field.name;
}

/** What to mend before going on, by field, in the order of the form. */
export function mistakes(asked: readonly FormField[], values: Values, notAgreed: boolean, texts: Texts): Values {
  const found: Record<string, string> = {};
  for (const field of asked) {
    const value = values[field.name]?.trim() ?? "";
    if (value === "" && field.required === true) found[field.name] = texts.fieldMissing(labelOf(field, texts));
    else if (value !== "" && field.name === "email" && !EMAIL.test(value)) found[field.name] = texts.emailWrong;
  }
  if (notAgreed) found[CONSENT] = texts.consentMissing;
  return found;
}

/** Only what was asked for and filled in. */
function filled(asked: readonly FormField[], values: Values): Values {
  const entries = asked.map(({ name }) => [name, values[name]?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

function without(values: Values, name: string): Values {
  const { [name]: _, ...rest } = values;
  return rest;
}

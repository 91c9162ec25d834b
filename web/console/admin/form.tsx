// Inputs of a tab. Each is given the path of its value and finds the rest in the form around it: what stands there, what
// the server did not take, whether it is mandatory.

import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useId, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Scene } from "../../shared/preview.ts";
import type { ChannelView } from "../../shared/protocol.ts";
import { Switch } from "../parts.tsx";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, type Wired } from "../texts/fields.tsx";
import { at, type Json } from "./values.ts";
import "./form.css";

export interface TabForm {
  readonly tab: string;
  readonly values: Json;
  readonly refusal: Refusal | null;
  readonly needed: ReadonlySet<string>;
  /** What customers would get of the values as they stand; null until that is known. */
  readonly view: ChannelView | null;
  /** Why that cannot be known: what saving would say too. */
  readonly doubt: Refusal | null;
  set(path: string, value: Json): void;
}

export const FormContext = createContext<TabForm | null>(null);

export function useForm(): TabForm {
  const form = useContext(FormContext);
  if (form === null) throw new Error("a field is drawn outside its form");
  return form;
}

/** What the server said of this field, or of something within it. */
export function wrongAt({ refusal, tab }: TabForm, path: string): string | undefined {
  const field = refusal?.field;
  const here = `${tab}.${path}`;
  return field === here || field?.startsWith(`${here}.`) ? refusal?.message : undefined;
}

interface Common {
  readonly at: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
}

function InField({ at: path, label, hint, children }: Common & { readonly children: (wired: Wired & { readonly required?: boolean }) => JSX.Element }) {
  const form = useForm();
  const needs = form.needed.has(path);
  return (
    <Field label={needs ? `${label} *` : label} {...(hint !== undefined && { hint })} wrong={wrongAt(form, path)}>
      {(wired) => children({ ...wired, ...(needs && { required: true }) })}
    </Field>
  );
}

function textAt(form: TabForm, path: string): string {
  const value = at(form.values, path);
  return typeof value === "string" ? value : "";
}

export function TextField({ most, ...about }: Common & { readonly most?: number }): JSX.Element {
  const form = useForm();
  return (
    <InField {...about}>
      {(wired) => (
        <input
          {...wired}
          class="input"
          autocomplete="off"
          dir="auto"
          maxLength={most}
          value={textAt(form, about.at)}
          onInput={({ currentTarget }) => form.set(about.at, currentTarget.value)}
        />
      )}
    </InField>
  );
}

export function AreaField({ rows = 3, most, ...about }: Common & { readonly rows?: number; readonly most?: number }): JSX.Element {
  const form = useForm();
  return (
    <InField {...about}>
      {(wired) => (
        <textarea
          {...wired}
          class="input"
          rows={rows}
          dir="auto"
          maxLength={most}
          value={textAt(form, about.at)}
          onInput={({ currentTarget }) => form.set(about.at, currentTarget.value)}
        />
      )}
    </InField>
  );
}

/** A secret is never shown: dots stand for the one that is kept, and stay if nobody writes another. */
export function SecretField(about: Common): JSX.Element {
  const form = useForm();
  return (
    <InField {...about}>
      {(wired) => (
        <input
          {...wired}
          class="input"
          type="password"
          autocomplete="new-password"
          value={textAt(form, about.at)}
          onInput={({ currentTarget }) => form.set(about.at, currentTarget.value)}
        />
      )}
    </InField>
  );
}

export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** `none`: what null is called, where nothing may be chosen. */
export function SelectField({ choices, none, ...about }: Common & { readonly choices: readonly Choice[]; readonly none?: string }): JSX.Element {
  const form = useForm();
  const now = textAt(form, about.at);
  const unknown = now !== "" && !choices.some(({ value }) => value === now);
  return (
    <InField {...about}>
      {(wired) => (
        <select {...wired} class="select" value={now} onChange={({ currentTarget }) => form.set(about.at, currentTarget.value || null)}>
          {none !== undefined && <option value="">{none}</option>}
          {unknown && <option value={now}>{now}</option>}
          {choices.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </InField>
  );
}

/** `onTurn`: what else changes with it. */
export function SwitchField({ at: path, label, hint, onTurn }: Common & { readonly onTurn?: (on: boolean) => void }): JSX.Element {
  const form = useForm();
  const id = useId();
  return (
    <div class="admin-switch">
      <Switch on={at(form.values, path) === true} onChange={(on) => {
          form.set(path, on);
          onTurn?.(on);
        }}>
        <span>{label}</span>
      </Switch>
      {hint !== undefined && (
        <p class="field-hint" id={id}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A number that may be none: an empty field. `unit`: how many of what is kept one of what is shown is. */
export function NumberField({ unit = 1, suffix, least = 0, none = false, step, ...about }: Common & {
  readonly unit?: number;
  readonly suffix: string;
  readonly least?: number;
  readonly none?: boolean;
  readonly step?: number;
}): JSX.Element {
  const form = useForm();
  const kept = at(form.values, about.at);
  const shown = typeof kept === "number" ? String(Math.round((kept / unit) * 100) / 100) : "";
  // What is half typed ("1.") is nobody's number yet.
  const [typed, setTyped] = useState<string | null>(null);
  const change = (text: string) => {
    setTyped(text);
    const number = Number(text.replace(",", "."));
    if (text.trim() === "") {
      if (none) form.set(about.at, null);
    } else if (Number.isFinite(number)) form.set(about.at, Math.round(number * unit));
  };
  return (
    <InField {...about}>
      {(wired) => (
        <span class="admin-number">
          <input
            {...wired}
            class="input"
            type="number"
            inputMode="decimal"
            min={least}
            step={step ?? "any"}
            placeholder={none ? "none" : undefined}
            value={typed ?? shown}
            onInput={({ currentTarget }) => change(currentTarget.value)}
            onBlur={() => setTyped(null)}
          />
          <span aria-hidden="true">{suffix}</span>
        </span>
      )}
    </InField>
  );
}

/** A colour by eye or by number; `none` is what it is without one. */
export function ColorField({ none, remark, ...about }: Common & { readonly none?: string; readonly remark?: string | undefined }): JSX.Element {
  const form = useForm();
  const kept = at(form.values, about.at);
  const value = typeof kept === "string" ? kept : "";
  const hint = remark ?? (value === "" && none !== undefined ? none : about.hint);
  return (
    <InField {...about} {...(hint !== undefined && { hint })}>
      {(wired) => (
        <span class="admin-color">
          <input
            type="color"
            class="admin-swatch"
            aria-label={`${about.label}, by eye`}
            value={/^#[0-9a-f]{6}$/i.test(value) ? value : "#2f6feb"}
            onInput={({ currentTarget }) => form.set(about.at, currentTarget.value)}
          />
          <input
            {...wired}
            class="input"
            autocomplete="off"
            spellcheck={false}
            maxLength={7}
            placeholder="#2f6feb"
            value={value}
            onInput={({ currentTarget }) => form.set(about.at, currentTarget.value || (none === undefined ? "" : null))}
          />
          {none !== undefined && value !== "" && (
            <Button look="quiet" onClick={() => form.set(about.at, null)}>
              Reset
            </Button>
          )}
        </span>
      )}
    </InField>
  );
}

/** A picture of the tab: a logo, a photo. */
export function PictureField(about: Common): JSX.Element {
  const form = useForm();
  const kept = at(form.values, about.at);
  return (
    <PictureInput
      label={about.label}
      hint={about.hint}
      wrong={wrongAt(form, about.at)}
      value={typeof kept === "string" ? kept : null}
      onChange={(picture) => form.set(about.at, picture)}
    />
  );
}

interface PictureInputProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong: string | undefined;
  readonly value: string | null;
  readonly onChange: (picture: string | null) => void;
  readonly round?: boolean;
}

/** Uploaded at once, so that it can be looked at; it counts when the rest is saved. */
export function PictureInput({ label, hint, wrong, value, onChange, round = false }: PictureInputProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const upload = async (file: File | undefined) => {
    if (file === undefined) return;
    setBusy(true);
    setRefused(null);
    try {
      onChange((await rest("POST /api/v1/pictures", { body: file })).url);
    } catch (problem) {
      setRefused(asRefusal(problem).message);
    }
    setBusy(false);
  };
  return (
    <Field label={label} hint={hint ?? "PNG, JPEG, GIF or WebP."} wrong={refused ?? wrong}>
      {(wired) => (
        <span class="admin-picture">
          {value !== null && <img class={round ? "admin-picture-round" : undefined} src={value} alt="" />}
          <input
            {...wired}
            class="admin-file"
            type="file"
            accept="image/png,image/jpeg,image/gif,image/webp"
            disabled={busy}
            onChange={({ currentTarget }) => {
              void upload(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
          {value !== null && (
            <Button look="quiet" onClick={() => onChange(null)}>
              Remove
            </Button>
          )}
        </span>
      )}
    </Field>
  );
}

/** A part of a tab with a heading of its own. `scene`: what the preview shows while one is at it. */
export function Group({ title, scene, children }: { readonly title: string; readonly scene?: Scene; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section class="admin-group" aria-label={title} data-scene={scene}>
      <h3 class="admin-group-title">{title}</h3>
      {children}
    </section>
  );
}

/** Fields beside each other, where there is room. */
export function Row({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="admin-fields-row">{children}</div>;
}

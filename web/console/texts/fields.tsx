// A field with its label, what to know about it, and what was wrong with it. The three are told to a screen reader too.

import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import "./fields.css";

/** What a field's input takes over. */
export interface Wired {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** Why the server did not take it. */
  readonly wrong?: string | undefined;
  readonly children: (wired: Wired) => JSX.Element;
}

export function Field({ label, hint, wrong, children }: FieldProps): JSX.Element {
  const id = useId();
  const told = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children({ id, "aria-describedby": told || undefined, "aria-invalid": wrong === undefined ? undefined : true })}
      {wrong !== undefined && (
        <p class="field-wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Of a refusal, what belongs to this field. */
export function wrongWith(refusal: { readonly field?: string | undefined; readonly message: string } | null, field: string): string | undefined {
  return refusal?.field === field ? refusal.message : undefined;
}

/** What belongs to none of the fields that are shown: said above the buttons. */
export function Unplaced({ refusal, fields }: { refusal: { readonly field?: string | undefined; readonly message: string } | null; fields: readonly string[] }): JSX.Element {
  const here = refusal !== null && (refusal.field === undefined || !fields.includes(refusal.field));
  return <div role="alert" class="field-unplaced">{here && <p class="notice notice-error">{refusal.message}</p>}</div>;
}

// A sheet of fields that is saved as a whole: what stands in it, what the server refused, whether it is on its way.

import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { asRefusal, type Refusal } from "../rest.ts";
import { Unplaced } from "../texts/fields.tsx";
import { Group } from "./form.tsx";
import { Leaving } from "./leaving.tsx";
import { same } from "./values.ts";

export interface SheetOf<T> {
  readonly values: T;
  readonly set: (part: Partial<T>) => void;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly changed: boolean;
  /** Whether it was taken. */
  readonly save: () => Promise<boolean>;
  readonly form: RefObject<HTMLFormElement | null>;
}

/** `write` sends the values and gives them as the server has them now. */
export function useSheet<T extends Readonly<Record<string, string | null>>>(kept: T, write: (values: T) => Promise<T>): SheetOf<T> {
  const [values, setValues] = useState(kept);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);
  const save = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const now = await write(values);
      setValues((typed) => (same(typed, values) ? now : typed)); // what was typed meanwhile is not saved, and still here
      return true;
    } catch (problem) {
      setRefusal(asRefusal(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { values, set: (part) => setValues((now) => ({ ...now, ...part })), refusal, busy, changed: !same(values, kept), save, form };
}

interface SheetProps<T> {
  readonly of: SheetOf<T>;
  readonly title: string;
  /** What is left unsaved, in words. */
  readonly what: string;
  readonly action: string;
  readonly children: ComponentChildren;
}

export function Sheet<T extends object>({ of: { values, refusal, busy, changed, save, form }, title, what, action, children }: SheetProps<T>): JSX.Element {
  return (
    <form
      class="admin-sheet"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group title={title}>
        {children}
        <Unplaced refusal={refusal} fields={Object.keys(values)} />
        <div>
          <Button look="primary" submit busy={busy} disabled={!changed}>
            {action}
          </Button>
        </div>
      </Group>
      <Leaving changed={changed} saving={busy} what={what} save={save} />
    </form>
  );
}

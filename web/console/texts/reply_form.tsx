// The fields of a quick reply, for a new one and for one that is changed.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Reply } from "../api.ts";
import { useResource } from "../loading.tsx";
import { SubmitOrCancel } from "../parts.tsx";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "./fields.tsx";
import { openVariables, spaced } from "./insertion.ts";
import "./reply_form.css";

const FIELDS = ["title", "body"];

interface ReplyFormProps {
  /** Without an id: a new one. */
  readonly reply: { readonly id?: string; readonly title: string; readonly body: string };
  onSaved(reply: Reply): void;
  onCancel(): void;
}

export function ReplyForm({ reply, onSaved, onCancel }: ReplyFormProps): JSX.Element {
  const [title, setTitle] = useState(reply.title);
  const [body, setBody] = useState(reply.body);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      onSaved(await kept(reply.id, title, body));
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
    }
  };
  return (
    <form class="reply-form" ref={form} onSubmit={(event) => void save(event)}>
      <Field label="Title" hint="To find it by. Customers do not see it." wrong={wrongWith(refusal, "title")}>
        {(wired) => <input {...wired} class="input" autocomplete="off" dir="auto" value={title} onInput={(event) => setTitle(event.currentTarget.value)} />}
      </Field>
      <BodyField body={body} onBody={setBody} wrong={wrongWith(refusal, "body")} />
      <Unplaced refusal={refusal} fields={FIELDS} />
      <SubmitOrCancel onCancel={onCancel} busy={busy}>
        {reply.id === undefined ? "Save quick reply" : "Save"}
      </SubmitOrCancel>
    </form>
  );
}

async function kept(id: string | undefined, title: string, body: string): Promise<Reply> {
  if (id === undefined) return rest("POST /api/v1/quick-replies", { body: { title, body } });
  return rest("PATCH /api/v1/quick-replies/{reply}", { path: { reply: id }, body: { title, body } });
}

interface BodyFieldProps {
  readonly body: string;
  onBody(body: string): void;
  readonly wrong: string | undefined;
  readonly rows?: number;
}

/** A text with variables: a menu puts them in, and those that nobody knows are pointed at. */
export function BodyField({ body, onBody, wrong, rows = 5 }: BodyFieldProps): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const known = useResource("variables", (signal) => rest("GET /api/v1/texts/variables", { signal })).data?.variables ?? {};
  const unknown = Object.keys(known).length === 0 ? [] : [...new Set(openVariables(body).map(({ name }) => name))].filter((name) => !(name in known));
  const insert = (name: string) => {
    const { selectionStart: start, selectionEnd: end } = area.current ?? { selectionStart: body.length, selectionEnd: body.length };
    const piece = spaced(body, { start, end }, `{${name}}`);
    onBody(body.slice(0, start) + piece + body.slice(end));
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(start + piece.length, start + piece.length);
    });
  };
  return (
    <div class="body-field">
      <Field label="Text" wrong={wrong}>
        {(wired) => <textarea {...wired} class="input" ref={area} rows={rows} dir="auto" value={body} onInput={(event) => onBody(event.currentTarget.value)} />}
      </Field>
      <select
        class="select"
        aria-label="Insert a variable"
        value=""
        onChange={(event) => {
          if (event.currentTarget.value !== "") insert(event.currentTarget.value);
          event.currentTarget.value = "";
        }}
      >
        <option value="">Insert a variable…</option>
        {Object.entries(known).map(([name, says]) => (
          <option key={name} value={name}>
            {`{${name}}`} {says}
          </option>
        ))}
      </select>
      <div role="status">
        {unknown.length > 0 && <p class="field-wrong">There is no variable {unknown.map((name) => `{${name}}`).join(", ")}: it stays as it is.</p>}
      </div>
    </div>
  );
}

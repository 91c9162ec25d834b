// Answering a request, or leaving a note for colleagues. What is typed stays while the agent looks at other things.

import { useRef, useState } from "preact/hooks";
import { newKey } from "../../shared/key.ts";
import { Button } from "../../shared/parts.tsx";
import { TEXT_MAX } from "../../shared/protocol.ts";
import type { Request } from "../api.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { Select } from "./fields.tsx";
import { STATUS, STATUSES, type Status } from "./words.ts";

type Kind = "note" | "reply";

interface Draft {
  readonly kind: Kind;
  readonly text: string;
}

const drafts = new Map<number, Draft>();
const EMPTY: Draft = { kind: "note", text: "" };


export function Reply({ request, onAdded }: { request: Request; onAdded(): void }) {
  const { number } = request;
  const [draft, setDraft] = useState<Draft>(() => drafts.get(number) ?? EMPTY);
  const [status, setStatus] = useState<Status | "">("");
  const [send, setSend] = useState(request.email !== undefined);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // The same for every try, so that a lost answer adds nothing twice.
  const key = useRef(newKey());
  const sends = draft.kind === "reply" && send && request.email !== undefined;
  const latest = useRef(draft);
  latest.current = draft;
  const change = (next: Draft) => {
    setDraft(next);
    if (next.text === "") drafts.delete(number);
    else drafts.set(number, next);
  };
  const add = async (event: Event) => {
    event.preventDefault();
    if (draft.text.trim() === "" || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const body = { ...draft, key: key.current, status: status === "" ? null : status, send: sends };
      await rest("POST /api/v1/requests/{number}/log", { path: { number }, body });
      key.current = newKey();
      if (latest.current.text === draft.text) change({ ...latest.current, text: "" }); // or it is the next already
      setStatus("");
      onAdded();
    } catch (problem) {
      setRefusal(asRefusal(problem));
    } finally {
      setBusy(false);
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    void add(event);
  };
  return (
    <form class={draft.kind === "note" ? "request-reply request-reply-note" : "request-reply"} onSubmit={(event) => void add(event)}>
      <fieldset class="segments request-reply-kinds">
        <legend class="unseen">What you write is</legend>
        <KindChoice kind="note" chosen={draft.kind} onChange={(kind) => change({ ...draft, kind })}>
          Internal note
        </KindChoice>
        <KindChoice kind="reply" chosen={draft.kind} onChange={(kind) => change({ ...draft, kind })}>
          Answer
        </KindChoice>
      </fieldset>
      <Field
        label={draft.kind === "note" ? "Note for colleagues" : "Answer to the customer"}
        wrong={wrongWith(refusal, "text")}
        hint={draft.kind === "note" ? "The customer does not see it." : undefined}
      >
        {(wired) => (
          <textarea
            {...wired}
            class="input"
            rows={4}
            maxLength={TEXT_MAX}
            dir="auto"
            value={draft.text}
            onInput={(event) => change({ ...draft, text: event.currentTarget.value })}
            onKeyDown={keys}
          />
        )}
      </Field>
      {draft.kind === "reply" && <ByMail email={request.email} on={send} onChange={setSend} />}
      <Unplaced refusal={refusal} fields={["text"]} />
      <div class="request-reply-foot">
        <label class="request-reply-then">
          <span>and then</span>
          <Select
            value={status}
            options={[["", `stay ${STATUS[request.status].toLowerCase()}`], ...others(request.status)]}
            onChange={(next) => setStatus(next as Status | "")}
          />
        </label>
        <Button look="primary" submit busy={busy} disabled={draft.text.trim() === ""}>
          {draft.kind === "note" ? "Add note" : sends ? "Send answer" : "Keep answer"}
        </Button>
      </div>
    </form>
  );
}

function others(now: Status): [string, string][] {
  return STATUSES.filter((each) => each !== now).map((each) => [each, `set to ${STATUS[each].toLowerCase()}`]);
}

/** Said plainly, so that nobody waits for an answer that never left. */
function ByMail({ email, on, onChange }: { email: string | undefined; on: boolean; onChange(on: boolean): void }) {
  if (email === undefined) return <p class="field-hint">It is kept here. No address of the customer is known to send it to.</p>;
  return (
    <label class="request-by-mail">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>Send it to {email}</span>
    </label>
  );
}

interface KindChoiceProps {
  readonly kind: Kind;
  readonly chosen: Kind;
  readonly onChange: (kind: Kind) => void;
  readonly children: string;
}

function KindChoice({ kind, chosen, onChange, children }: KindChoiceProps) {
  return (
    <label class="segment">
      <input type="radio" class="unseen" name="kind" checked={kind === chosen} onChange={() => onChange(kind)} />
      <span>{children}</span>
    </label>
  );
}

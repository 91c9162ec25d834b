// One request: its log with the field to answer, beside it what it is and whose, below it the chat it came from.

import { useMemo, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Request, RequestChange } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Shown, useResource, type Held } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { channelName } from "../select.ts";
import { turns } from "../turns.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { AttachedChat } from "./attached.tsx";
import { CategorySelect, ContactSearch, OwnerSelect, PrioritySelect, Select } from "./fields.tsx";
import { useFresh } from "./fresh.ts";
import { RequestLog } from "./log.tsx";
import { Reply } from "./reply.tsx";
import { STATUS, STATUSES, type Status } from "./words.ts";
import "./one.css";

export function One({ number }: { number: number }) {
  const request = useResource(`request ${number}`, (signal) => rest("GET /api/v1/requests/{number}", { path: { number }, signal }));
  const [renaming, setRenaming] = useState(false);
  useFresh(request.reload);
  const { data } = request;
  return (
    <ScreenPage
      title={data === undefined ? `Request ${number}` : `${number} · ${data.title}`}
      back={{ href: addressOf(screenPlace("requests")), name: "Requests" }}
      actions={data !== undefined && !renaming && <Button onClick={() => setRenaming(true)}>Rename</Button>}
    >
      <Shown of={request}>
        {(shown) => (
          <>
            {renaming && <Rename request={request} was={shown} done={() => setRenaming(false)} />}
            <div class="request">
              <div class="request-main">
                <RequestLog request={shown} />
                <Reply request={shown} onAdded={request.reload} />
              </div>
              <About request={request} shown={shown} />
              {shown.attached !== undefined && <AttachedChat number={number} attached={shown.attached} reload={request.reload} />}
              {shown.attached === undefined && shown.chat !== undefined && (
                <p class="request-no-chat muted">The chat it came from has been deleted, or is in a channel that is not yours.</p>
              )}
            </div>
          </>
        )}
      </Shown>
    </ScreenPage>
  );
}

interface Changing {
  readonly change: (changes: RequestChange) => Promise<boolean>;
  /** What is on its way to the server: what was chosen stands in its field, and not what was there before. */
  readonly wished: RequestChange;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
}

/** Put to the server, one after the other, and on the screen as the server has it then; its log says who did it. */
function useChange(request: Held<Request>, number: number): Changing {
  const [wishes, setWishes] = useState<readonly RequestChange[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const inTurn = useMemo(turns, [number]);
  const change = async (body: RequestChange) => {
    setWishes((now) => [...now, body]);
    setRefusal(null);
    try {
      await inTurn(async () => {
        const row = await rest("PATCH /api/v1/requests/{number}", { path: { number }, body });
        // What the row leaves out is gone: an owner, a contact.
        request.change(({ log, attached }) => ({ ...row, log, ...(attached && { attached }) }));
        request.reload();
      });
      return true;
    } catch (problem) {
      setRefusal(asRefusal(problem));
      return false;
    } finally {
      setWishes((now) => now.filter((each) => each !== body));
    }
  };
  return { change, wished: Object.assign({}, ...wishes) as RequestChange, busy: wishes.length > 0, refusal };
}

interface RenameProps {
  readonly request: Held<Request>;
  readonly was: Request;
  readonly done: () => void;
}

function Rename({ request, was, done }: RenameProps) {
  const [title, setTitle] = useState(was.title);
  const { change, busy, refusal } = useChange(request, was.number);
  const save = async (event: Event) => {
    event.preventDefault();
    if (title.trim() === was.title || (await change({ title }))) done();
  };
  return (
    <form class="request-rename" onSubmit={(event) => void save(event)}>
      <Field label="Title" wrong={wrongWith(refusal, "title")}>
        {(wired) => (
          <input
            {...wired}
            class="input"
            ref={(input) => input?.focus()}
            maxLength={200}
            value={title}
            onInput={(event) => setTitle(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              done();
            }}
          />
        )}
      </Field>
      <div class="request-rename-acts">
        <Button look="primary" submit busy={busy}>
          Save title
        </Button>
        <Button onClick={done}>Cancel</Button>
      </div>
      <Unplaced refusal={refusal} fields={["title"]} />
    </form>
  );
}

/** What may be chosen of it, null where nothing is. */
function chosenOf({ status, priority, owner, category, contact }: Request) {
  return { status, priority, owner: owner?.id ?? null, category: category?.id ?? null, contact: contact ?? null };
}

function About({ request, shown }: { request: Held<Request>; shown: Request }) {
  const { state } = useDesk();
  const { change, wished, refusal } = useChange(request, shown.number);
  const { status, priority, owner, category, contact } = { ...chosenOf(shown), ...wished };
  const by = shown.created_by;
  return (
    <section class="request-about-it" aria-label="About this request">
      <Field label="Status" wrong={wrongWith(refusal, "status")}>
        {(wired) => (
          <Select
            wired={wired}
            value={status}
            options={STATUSES.map((each) => [each, STATUS[each]])}
            onChange={(status) => void change({ status: status as Status })}
          />
        )}
      </Field>
      <Field label="Priority" wrong={wrongWith(refusal, "priority")}>
        {(wired) => <PrioritySelect wired={wired} value={priority} onChange={(priority) => void change({ priority })} />}
      </Field>
      <Field label="Owner" wrong={wrongWith(refusal, "owner")}>
        {(wired) => (
          <OwnerSelect
            wired={wired}
            channel={shown.channel}
            value={owner}
            known={shown.owner && { id: shown.owner.id ?? "", name: shown.owner.name }}
            onChange={(owner) => void change({ owner })}
          />
        )}
      </Field>
      <Field label="Category" wrong={wrongWith(refusal, "category")}>
        {(wired) => (
          <CategorySelect wired={wired} value={category} known={shown.category} onChange={(category) => void change({ category })} />
        )}
      </Field>
      <Contact contact={contact} onChange={(contact) => void change({ contact })} />
      <Unplaced refusal={refusal} fields={["status", "priority", "owner", "category"]} />
      <dl class="request-facts">
        <dt>Customer</dt>
        <dd>
          <bdi>{shown.customer}</bdi>
          {shown.email !== undefined && (
            <>
              <br />
              <a href={`mailto:${shown.email}`}>{shown.email}</a>
            </>
          )}
        </dd>
        <dt>Channel</dt>
        <dd>{channelName(state.value, shown.channel)}</dd>
        <dt>Created</dt>
        <dd>
          {by.id === state.value.me?.id ? "You" : by.name || "The customer"} · <Ago at={shown.created_at} />
        </dd>
        <dt>Changed</dt>
        <dd>
          <Ago at={shown.changed_at} />
        </dd>
      </dl>
    </section>
  );
}

function Contact({ contact, onChange }: { contact: string | null; onChange(contact: string | null): void }) {
  const [searching, setSearching] = useState(false);
  if (searching) {
    return (
      <Field label="Contact">
        {(wired) => (
          <ContactSearch
            wired={wired}
            onCancel={() => setSearching(false)}
            onPick={({ id }) => {
              setSearching(false);
              onChange(id);
            }}
          />
        )}
      </Field>
    );
  }
  return (
    <div class="field">
      <span class="field-label" id="request-contact">
        Contact
      </span>
      <div class="request-contact" role="group" aria-labelledby="request-contact">
        {contact === null ? <span class="muted">Nobody</span> : <ContactLink contact={contact} />}
        <button type="button" class="link-button" onClick={() => setSearching(true)}>
          {contact === null ? "Choose" : "Change"}
        </button>
        {contact !== null && (
          <button type="button" class="link-button" onClick={() => onChange(null)}>
            Unlink
          </button>
        )}
      </div>
    </div>
  );
}

function ContactLink({ contact }: { contact: string }) {
  const found = useResource(`contact ${contact}`, (signal) => rest("GET /api/v1/contacts/{contact}", { path: { contact }, signal }));
  const name = found.data?.name ?? (found.refusal === undefined ? "…" : "A contact that is gone");
  return (
    <a href={addressOf(screenPlace("contacts", [contact]))}>
      <bdi>{name}</bdi>
      {found.data?.company_name ? <span class="muted"> · {found.data.company_name}</span> : null}
    </a>
  );
}

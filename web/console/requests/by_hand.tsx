// New request, for what comes by telephone or letter: there is no chat, so channel and customer are asked for.

import { useState } from "preact/hooks";
import { TEXT_MAX } from "../../shared/protocol.ts";
import { say, useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { leading, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { ContactSearch, HandlingFields, Select, type Handling, type Whose } from "./fields.tsx";
import { workableChannels } from "./mine.ts";
import "./create.css";

const FIELDS = ["title", "channel", "customer", "email", "contact", "category", "priority", "owner", "text"] as const;

export default function ByHandDialog({ close }: DialogProps<"new_request">) {
  const { state, place, toasts } = useDesk();
  const channels = workableChannels(state.value);
  const [channel, setChannel] = useState(channels[0]?.key ?? "");
  const [title, setTitle] = useState("");
  const [contact, setContact] = useState<Whose | null>(null);
  const [customer, setCustomer] = useState("");
  const [email, setEmail] = useState("");
  const [handling, setHandling] = useState<Handling>({ category: null, priority: "normal", owner: state.peek().me?.id ?? null });
  const [text, setText] = useState("");
  const [searching, setSearching] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Refusal | null>(null);

  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const lead = leading(place);
    setBusy(true);
    try {
      const body = { channel, title, customer, email, contact: contact?.id ?? null, ...handling, text };
      const { number } = await rest("POST /api/v1/requests", { body });
      close();
      say(toasts, `Request ${number} created.`);
      lead(screenPlace("requests", [String(number)]));
    } catch (refused) {
      setProblem(asRefusal(refused));
    } finally {
      setBusy(false);
    }
  };
  const choose = (found: Whose) => {
    setSearching(false);
    setContact(found);
    setCustomer(found.name ?? "");
    setEmail(found.emails?.[0] ?? "");
  };

  return (
    <Dialog title="New request" onClose={close}>
      <form class="request-form" onSubmit={(event) => void save(event)} novalidate>
        <Field label="Title" wrong={wrongWith(problem, "title")}>
          {(wired) => (
            <input {...wired} class="input" autofocus maxLength={200} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
          )}
        </Field>
        {searching ? (
          <Field label="Contact" wrong={wrongWith(problem, "contact")}>
            {(wired) => <ContactSearch wired={wired} onPick={choose} onCancel={() => setSearching(false)} />}
          </Field>
        ) : (
          <>
            <div class="request-form-row request-form-pair">
              <Field label="Customer" wrong={wrongWith(problem, "customer")}>
                {(wired) => <input {...wired} class="input" maxLength={200} value={customer} onInput={(event) => setCustomer(event.currentTarget.value)} />}
              </Field>
              <Field label="E-mail" wrong={wrongWith(problem, "email")}>
                {(wired) => (
                  <input {...wired} class="input" type="email" inputMode="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
                )}
              </Field>
            </div>
            <p class="request-whose">
              {contact !== null && <span>Linked to the contact {contact.name}.</span>}
              <button type="button" class="link-button" onClick={() => setSearching(true)}>
                {contact === null ? "Find a contact" : "Change"}
              </button>
              {contact !== null && (
                <button type="button" class="link-button" onClick={() => setContact(null)}>
                  Unlink
                </button>
              )}
            </p>
          </>
        )}
        <div class={channels.length > 1 ? "request-form-row request-form-pair" : "request-form-row"}>
          {channels.length > 1 && (
            <Field label="Channel" wrong={wrongWith(problem, "channel")}>
              {(wired) => <Select wired={wired} value={channel} options={channels.map(({ key, name }) => [key, name])} onChange={setChannel} />}
            </Field>
          )}
          <HandlingFields values={handling} channel={channel} problem={problem} onChange={setHandling} />
        </div>
        <Field label="Description" wrong={wrongWith(problem, "text")}>
          {(wired) => (
            <textarea {...wired} class="input" rows={4} maxLength={TEXT_MAX} dir="auto" value={text} onInput={(event) => setText(event.currentTarget.value)} />
          )}
        </Field>
        <Unplaced refusal={problem} fields={channels.length > 1 ? FIELDS : FIELDS.filter((each) => each !== "channel")} />
        <SubmitOrCancel onCancel={close} busy={busy}>
          Create request
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

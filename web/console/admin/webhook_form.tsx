// What an admin chooses of a webhook: where it goes, what it is told, of which channels. And the secret, once.

import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Webhook, WebhookWithSecret } from "../api.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { CopyText } from "./copy.tsx";
import { EVENT_NAMES, EVENTS, hostOf, type EventName } from "./webhook_words.ts";

export interface Wanted {
  readonly url: string;
  readonly events: readonly EventName[];
  /** Null: all, those to come included. */
  readonly channels: readonly string[] | null;
}

const FIELDS = ["url", "events", "channels"];

/** The parts in the order in which they are listed, so that on and off again is no change. */
export function wantedOf({ url, events, channels }: Webhook): Wanted {
  return { url, events: EVENT_NAMES.filter((event) => events.includes(event)), channels: channels === undefined ? null : [...channels].sort() };
}

interface FieldsProps {
  readonly wanted: Wanted;
  readonly refusal: Refusal | null;
  readonly onChange: (wanted: Wanted) => void;
}

export function WebhookFields({ wanted, refusal, onChange }: FieldsProps): JSX.Element {
  return (
    <>
      <Field label="Address" hint="Where the other server takes POST requests. Each is signed with the secret, as Standard Webhooks say." wrong={wrongWith(refusal, "url")}>
        {(wired) => (
          <input
            {...wired}
            class="input"
            type="url"
            autocomplete="off"
            spellcheck={false}
            maxLength={2000}
            placeholder="https://crm.example/hooks/switchboard"
            value={wanted.url}
            onInput={({ currentTarget }) => onChange({ ...wanted, url: currentTarget.value })}
          />
        )}
      </Field>
      <Boxes
        legend="It is told of"
        choices={EVENT_NAMES.map((event) => ({ value: event, name: EVENTS[event].name, hint: EVENTS[event].hint }))}
        chosen={wanted.events}
        wrong={wrongWith(refusal, "events")}
        onChange={(chosen) => onChange({ ...wanted, events: EVENT_NAMES.filter((event) => chosen.includes(event)) })}
      />
      <ChannelBoxes wanted={wanted} wrong={wrongWith(refusal, "channels")} onChange={onChange} />
      <Unplaced refusal={refusal} fields={FIELDS} />
    </>
  );
}

function ChannelBoxes({ wanted, wrong, onChange }: { readonly wanted: Wanted; readonly wrong: string | undefined; readonly onChange: (wanted: Wanted) => void }) {
  const channels = useResource("channels", (signal) => rest("GET /api/v1/channels", { signal }));
  const which = (some: boolean) => onChange({ ...wanted, channels: some ? [] : null });
  const name = useId();
  return (
    <>
      <fieldset class="admin-checks">
        <legend class="field-label">In</legend>
        <label class="outgoing-check">
          <input type="radio" name={name} checked={wanted.channels === null} onChange={() => which(false)} />
          All channels, those to come included
        </label>
        <label class="outgoing-check">
          <input type="radio" name={name} checked={wanted.channels !== null} onChange={() => which(true)} />
          Only these
        </label>
      </fieldset>
      {wanted.channels !== null && (
        <Shown of={channels} lines={2}>
          {({ items }) => (
            <Boxes
              legend="Channels"
              choices={items.map((channel) => ({ value: channel.key, name: channel.name }))}
              chosen={wanted.channels ?? []}
              wrong={wrong}
              onChange={(chosen) => onChange({ ...wanted, channels: [...chosen].sort() })}
            />
          )}
        </Shown>
      )}
    </>
  );
}

interface BoxesProps {
  readonly legend: string;
  readonly choices: readonly { readonly value: string; readonly name: string; readonly hint?: string }[];
  readonly chosen: readonly string[];
  readonly wrong: string | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
}

function Boxes({ legend, choices, chosen, wrong, onChange }: BoxesProps) {
  const id = useId();
  return (
    <fieldset class="outgoing-boxes" aria-describedby={wrong === undefined ? undefined : id}>
      <legend class="field-label">{legend}</legend>
      {choices.map(({ value, name, hint }) => (
        <label key={value} class="outgoing-check">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? [...chosen, value] : chosen.filter((each) => each !== value))}
          />
          <span>
            {name}
            {hint !== undefined && <span class="outgoing-hint"> {hint}</span>}
          </span>
        </label>
      ))}
      {wrong !== undefined && (
        <p class="field-wrong" id={id} role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}

export function NewWebhook({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: () => void }): JSX.Element {
  const [wanted, setWanted] = useState<Wanted>({ url: "", events: ["chat.created", "chat.changed", "chat.message"], channels: null });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [added, setAdded] = useState<WebhookWithSecret | null>(null);
  const add = async () => {
    setBusy(true);
    try {
      setAdded(await rest("POST /api/v1/webhooks", { body: wanted }));
      onAdded();
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
    }
  };
  if (added !== null) return <Secret of={added} title={`${hostOf(added.url)} is added`} onClose={onClose} />;
  return (
    <Dialog title="New webhook" onClose={onClose}>
      <form
        class="admin-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <WebhookFields wanted={wanted} refusal={refusal} onChange={setWanted} />
        <SubmitOrCancel onCancel={onClose} busy={busy}>
          Add webhook
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

export function Secret({ of, title, onClose }: { readonly of: WebhookWithSecret; readonly title: string; readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="admin-dialog">
        <CopyText label="Secret" text={of.secret} rows={1} hint="It is shown only now. The other server needs it to check that what it is told comes from here." />
      </div>
      <div class="dialog-foot">
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </Dialog>
  );
}

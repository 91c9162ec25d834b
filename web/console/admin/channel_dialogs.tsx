// Adding, copying and deleting a channel, and the script that puts its widget on a page.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { leading, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { CopyText } from "./copy.tsx";
import { languageName } from "../languages.ts";

interface ChannelName {
  readonly key: string;
  readonly name: string;
}

export function NewChannel({ from, onClose }: { readonly from?: ChannelName; readonly onClose: () => void }): JSX.Element {
  const { place } = useDesk();
  const [name, setName] = useState(from === undefined ? "" : `${from.name} (copy)`);
  const [language, setLanguage] = useState("en");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const rules = useResource("channel rules", (signal) => rest("GET /api/v1/channels/rules", { signal })).data;
  const add = async () => {
    const lead = leading(place);
    setBusy(true);
    try {
      const made = from === undefined ? await rest("POST /api/v1/channels", { body: { name, language } }) : await rest("POST /api/v1/channels/{key}/duplicate", { path: { key: from.key }, body: { name } });
      onClose();
      lead(screenPlace("channels", [made.key]));
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={from === undefined ? "New channel" : `Copy ${from.name}`} onClose={onClose}>
      <form
        class="admin-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label="Name" hint="For colleagues. No other channel has it." wrong={wrongWith(refusal, "name")}>
          {(wired) => <input {...wired} class="input" autocomplete="off" dir="auto" maxLength={200} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />}
        </Field>
        {from === undefined && (
          <Field label="Language" hint="Of all words in the widget." wrong={wrongWith(refusal, "language")}>
            {(wired) => (
              <select {...wired} class="select" value={language} onChange={({ currentTarget }) => setLanguage(currentTarget.value)}>
                {(rules?.languages ?? ["en"]).map((tag) => (
                  <option key={tag} value={tag}>
                    {languageName(tag)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Unplaced refusal={refusal} fields={["name", "language"]} />
        <SubmitOrCancel onCancel={onClose} busy={busy}>
          {from === undefined ? "Add channel" : "Copy channel"}
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

export function DeleteChannel({ channel, onClose, onDone }: { readonly channel: ChannelName; readonly onClose: () => void; readonly onDone: () => void }): JSX.Element {
  const { toasts } = useDesk();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const remove = async () => {
    try {
      await rest("DELETE /api/v1/channels/{key}", { path: { key: channel.key } });
      say(toasts, `${channel.name} was deleted.`);
      onClose();
      onDone();
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };
  return (
    <Dialog title={`Delete ${channel.name}?`} onClose={onClose}>
      <p class="dialog-text">Its widget hides on every page that has it. Its past chats stay. This cannot be undone.</p>
      <Unplaced refusal={refusal} fields={[]} />
      <div class="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" onClick={() => void remove()}>
          Delete channel
        </Button>
      </div>
    </Dialog>
  );
}

export function EmbedScript({ channel, onClose }: { readonly channel: ChannelName; readonly onClose: () => void }): JSX.Element {
  const embed = useResource(`embed ${channel.key}`, (signal) => rest("GET /api/v1/channels/{key}/embed", { path: { key: channel.key }, signal }));
  return (
    <Dialog title={`${channel.name} on your page`} onClose={onClose}>
      <Shown of={embed} lines={3}>
        {({ script, origins }) => (
          <div class="admin-dialog">
            <CopyText label="Script" text={script} rows={3} hint="Paste it anywhere into the page, such as before </body>. It loads after the page and does not move it." />
            <p class="dialog-text">{origins.length === 0 ? "Any page may carry it." : `These pages may carry it: ${origins.join(", ")}.`}</p>
          </div>
        )}
      </Shown>
    </Dialog>
  );
}

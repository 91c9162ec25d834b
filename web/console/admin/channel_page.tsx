// One channel: its tabs, the fields of the one that is open, and the widget beside them.
//
// A tab is saved by itself, onto the version that was read: whoever else has saved meanwhile is not overwritten.

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Channel, ChannelRules } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { DeleteChannel, EmbedScript } from "./channel_dialogs.tsx";
import { FormContext, type TabForm } from "./form.tsx";
import { Leaving } from "./leaving.tsx";
import { Preview } from "./preview.tsx";
import { Standing } from "./standing.tsx";
import { TABS, type TabName } from "./tabs.tsx";
import { at, missing, needed, put, same, type Json, type Values } from "./values.ts";
import "./channels.css";

export function ChannelPage({ channel: key, tab }: { readonly channel: string; readonly tab: string | undefined }): JSX.Element {
  const channel = useResource(`channel ${key}`, (signal) => rest("GET /api/v1/channels/{key}", { path: { key }, signal }));
  const rules = useResource("channel rules", (signal) => rest("GET /api/v1/channels/rules", { signal }));
  const [embed, setEmbed] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { place } = useDesk();
  const name = String(valuesOf(channel.data, "properties")["name"] ?? "Channel");
  return (
    <ScreenPage
      title={name}
      wide
      back={{ href: addressOf(screenPlace("channels")), name: "Channels" }}
      actions={
        <>
          {channel.data !== undefined && <Standing of={channel.data.standing} />}
          <Button onClick={() => setEmbed(true)}>View script</Button>
          <Button look="quiet" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        </>
      }
    >
      <Shown of={channel}>
        {(found) => <Shown of={rules}>{(known) => <Tabs channel={found} rules={known} open={tab} onSaved={(now) => channel.change(() => now)} reload={channel.reload} />}</Shown>}
      </Shown>
      {embed && <EmbedScript channel={{ key, name }} onClose={() => setEmbed(false)} />}
      {deleting && <DeleteChannel channel={{ key, name }} onClose={() => setDeleting(false)} onDone={() => (place.value = screenPlace("channels"))} />}
    </ScreenPage>
  );
}

function valuesOf(channel: Channel | undefined, tab: TabName): Values {
  return (channel?.tabs[tab] ?? {}) as Values;
}

interface TabsProps {
  readonly channel: Channel;
  readonly rules: ChannelRules;
  readonly open: string | undefined;
  readonly onSaved: (channel: Channel) => void;
  readonly reload: () => void;
}

function Tabs({ channel, rules, open, onSaved, reload }: TabsProps) {
  const tab = TABS.find(({ name }) => name === open) ?? TABS[0]!;
  return (
    <>
      <nav class="channel-tabs" aria-label="Settings">
        {TABS.map(({ name, label }) => (
          <TabLink key={name} channel={channel} name={name} label={label} here={name === tab.name} rules={rules} />
        ))}
      </nav>
      <OpenTab key={`${channel.key} ${tab.name}`} tab={tab} channel={channel} rules={rules} onSaved={onSaved} reload={reload} />
    </>
  );
}

function TabLink({ channel, name, label, here, rules }: { readonly channel: Channel; readonly name: TabName; readonly label: string; readonly here: boolean; readonly rules: ChannelRules }) {
  const empty = missing(rules.mandatory, name, valuesOf(channel, name)).length;
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the tabs scroll.
  useEffect(() => {
    if (here) link.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <a ref={link} class="channel-tab" href={addressOf(screenPlace("channels", [channel.key, name]))} aria-current={here ? "page" : undefined}>
      {label}
      {channel.active[name] === true && <span class="channel-active">Active</span>}
      {empty > 0 && (
        <span class="channel-missing" title={`${empty} mandatory ${empty === 1 ? "field is" : "fields are"} empty`}>
          <span aria-hidden="true">!</span>
          <span class="unseen">{empty} missing</span>
        </span>
      )}
    </a>
  );
}

interface OpenTabProps {
  readonly tab: (typeof TABS)[number];
  readonly channel: Channel;
  readonly rules: ChannelRules;
  readonly onSaved: (channel: Channel) => void;
  readonly reload: () => void;
}

function OpenTab({ tab, channel, rules, onSaved, reload }: OpenTabProps) {
  const { toasts } = useDesk();
  const stored = valuesOf(channel, tab.name);
  const [values, setValues] = useState<Values>(stored);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const changed = !same(values, stored);
  const empty = missing(rules.mandatory, tab.name, values);

  // Loaded again: whoever asked for that wants what is there now.
  const before = useRef(channel.revision);
  useEffect(() => {
    if (before.current === channel.revision) return;
    before.current = channel.revision;
    setValues(stored);
  }, [channel.revision]);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);

  const save = async (): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      const now = await rest(`PUT /api/v1/channels/{key}/${tab.name}`, { path: { key: channel.key }, body: values, revision: channel.revision });
      onSaved(now);
      say(toasts, `${tab.label} of ${String(valuesOf(now, "properties")["name"])} is saved. Customers and colleagues have it now.`);
      setBusy(false);
      return true;
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
      return false;
    }
  };
  const context: TabForm = {
    tab: tab.name,
    values,
    refusal,
    needed: new Set(needed(rules.mandatory, tab.name, values).map(({ field }) => field)),
    set: (path: string, value: Json) => setValues((now) => put(now, path, value)),
  };
  const remarks = new Map(channel.remarks.map(({ field, message }) => [field, message]));
  const welcome = String(at(tab.name === "properties" ? values : valuesOf(channel, "properties"), "welcome") ?? "");
  return (
    <div class="channel-two">
      <form
        class="channel-form"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save();
        }}
      >
        {empty.length > 0 && (
          <p class="notice notice-warn channel-empty">
            <span>Still missing: {empty.map(({ message }) => message).join(" ")} You can save and come back.</span>
          </p>
        )}
        <FormContext.Provider value={context}>
          <tab.Fields timeZones={rules.time_zones} languages={rules.languages} remarks={remarks} />
        </FormContext.Provider>
        <div class="channel-foot">
          <Wrong refusal={refusal} tab={tab.name} reload={reload} />
          <div class="channel-acts">
            <Button look="primary" submit busy={busy} disabled={!changed}>
              Save {tab.label.toLowerCase()}
            </Button>
            {changed && (
              <Button look="quiet" onClick={() => setValues(stored)}>
                Undo changes
              </Button>
            )}
            <span class="muted" role="status">
              {changed ? "Not saved yet." : ""}
            </span>
          </div>
        </div>
      </form>
      <Preview channel={channel.key} tab={tab.name} values={values} scene={tab.scene} welcome={welcome} />
      <Leaving changed={changed} what={tab.label} save={save} />
    </div>
  );
}

/** What was not taken. The field has the sentence too; here it is where the button was pressed. */
function Wrong({ refusal, tab, reload }: { readonly refusal: Refusal | null; readonly tab: TabName; readonly reload: () => void }) {
  if (refusal === null) return <div role="alert" class="field-unplaced" />;
  const where = refusal.field?.startsWith(`${tab}.`) === true;
  return (
    <div role="alert" class="field-unplaced">
      <p class="notice notice-error">
        <span>{where ? `Not saved: ${refusal.message}` : refusal.message}</span>
        {refusal.code === "conflict" && (
          <button type="button" class="link-button" onClick={reload}>
            Load it again
          </button>
        )}
      </p>
    </div>
  );
}

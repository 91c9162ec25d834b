// One channel: its tabs, the fields of the one that is open, and the widget beside them.
//
// A tab is saved by itself, onto the version that was read: whoever else has saved meanwhile is not overwritten, and
// what was typed here is not lost either. Where it was another tab that they saved, nobody needs to know.

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Channel, ChannelRules } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { addressOf, screenPlace, type ScreenPlace } from "../places.ts";
import { asRefusal, rest, Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { DeleteChannel, EmbedScript } from "./channel_dialogs.tsx";
import { FormContext, type TabForm } from "./form.tsx";
import { Identity } from "./identity.tsx";
import { Leaving } from "./leaving.tsx";
import { Preview, usePreviewed } from "./preview.tsx";
import { standingOf } from "../select.ts";
import { Standing } from "../standing.tsx";
import { TABS, type TabName } from "./tabs.tsx";
import type { Scene } from "../../shared/preview.ts";
import { at, differing, missing, needed, put, rebased, same, type Json, type Values } from "./values.ts";
import "./channels.css";

export function ChannelPage({ channel: key, tab }: { readonly channel: string; readonly tab: string | undefined }): JSX.Element {
  const channel = useResource(`channel ${key}`, (signal) => rest("GET /api/v1/channels/{key}", { path: { key }, signal }));
  const rules = useResource("channel rules", (signal) => rest("GET /api/v1/channels/rules", { signal }));
  const [embed, setEmbed] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { place, state } = useDesk();
  // Whoever is a member hears of each change; the others have what was read.
  const mine = state.value.channels.find((each) => each.key === key);
  const standing = mine === undefined ? channel.data?.standing : standingOf(state.value, mine);
  // Who has gone elsewhere before it was deleted is not led away from there.
  const toList = () => {
    const here = place.peek();
    if (here.tab === "screen" && here.path[0] === key) place.value = screenPlace("channels");
  };
  const name = String(valuesOf(channel.data, "properties")["name"] ?? "Channel");
  return (
    <ScreenPage
      title={name}
      wide
      back={{ href: addressOf(screenPlace("channels")), name: "Channels" }}
      actions={
        <>
          {standing !== undefined && <Standing of={standing} />}
          {channel.data !== undefined && ( // before that it has no name yet, and nobody deletes "Channel"
            <>
              <Button onClick={() => setEmbed(true)}>View script</Button>
              <Button look="quiet" onClick={() => setDeleting(true)}>
                Delete…
              </Button>
            </>
          )}
        </>
      }
    >
      {standing?.why === "nobody" && <NobodyHere may={mine?.rights.respond === true} />}
      <Shown of={channel}>
        {(found) => <Shown of={rules}>{(known) => <Tabs channel={found} rules={known} open={tab} onSaved={(now) => channel.change(() => now)} />}</Shown>}
      </Shown>
      {embed && <EmbedScript channel={{ key, name }} onClose={() => setEmbed(false)} />}
      {deleting && <DeleteChannel channel={{ key, name }} onClose={() => setDeleting(false)} onDone={toList} />}
    </ScreenPage>
  );
}

/** A new channel is closed until somebody of it is there, which nobody guesses. */
function NobodyHere({ may }: { readonly may: boolean }) {
  const { state, commands } = useDesk();
  return (
    <div class="notice notice-plain channel-nobody">
      <p>Customers see the offline form until an agent who can respond here is present.</p>
      {may && state.value.presence === "away" && <Button onClick={() => commands.choosePresence("present")}>I am present</Button>}
    </div>
  );
}

// Beside the tabs: a secret is made and forgotten, not saved.
const SIGNED = "identity";

function valuesOf(channel: Channel | undefined, tab: TabName): Values {
  return (channel?.tabs[tab] ?? {}) as Values;
}

interface TabsProps {
  readonly channel: Channel;
  readonly rules: ChannelRules;
  readonly open: string | undefined;
  readonly onSaved: (channel: Channel) => void;
}

function Tabs({ channel, rules, open, onSaved }: TabsProps) {
  const tab = TABS.find(({ name }) => name === open) ?? TABS[0]!;
  return (
    <>
      <nav class="channel-tabs" aria-label="Settings">
        {TABS.map(({ name, label }) => (
          <TabLink key={name} channel={channel} name={name} label={label} here={open !== SIGNED && name === tab.name} rules={rules} />
        ))}
        <Tab to={screenPlace("channels", [channel.key, SIGNED])} here={open === SIGNED}>
          Signed customers
        </Tab>
      </nav>
      {open === SIGNED ? <Identity key={channel.key} channel={channel.key} /> : <OpenTab key={`${channel.key} ${tab.name}`} tab={tab} channel={channel} rules={rules} onSaved={onSaved} />}
    </>
  );
}

function TabLink({ channel, name, label, here, rules }: { readonly channel: Channel; readonly name: TabName; readonly label: string; readonly here: boolean; readonly rules: ChannelRules }) {
  const empty = missing(rules.mandatory, name, valuesOf(channel, name)).map(({ message }) => message);
  return (
    <Tab to={screenPlace("channels", [channel.key, name])} here={here}>
      {label}
      {channel.active[name] === true && <span class="channel-active">Active</span>}
      {empty.length > 0 && (
        <span class="channel-missing" title={empty.join(" ")}>
          <span aria-hidden="true">!</span>
          <span class="unseen">
            {empty.length} missing: {empty.join(" ")}
          </span>
        </span>
      )}
    </Tab>
  );
}

function Tab({ to, here, children }: { readonly to: ScreenPlace; readonly here: boolean; readonly children: ComponentChildren }) {
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the tabs scroll.
  useLayoutEffect(() => {
    if (here) link.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <a ref={link} class="channel-tab" href={addressOf(to)} aria-current={here ? "page" : undefined}>
      {children}
    </a>
  );
}

interface OpenTabProps {
  readonly tab: (typeof TABS)[number];
  readonly channel: Channel;
  readonly rules: ChannelRules;
  readonly onSaved: (channel: Channel) => void;
}

function OpenTab({ tab, channel, rules, onSaved }: OpenTabProps) {
  const { toasts } = useDesk();
  const stored = valuesOf(channel, tab.name);
  const [values, setValues] = useState<Values>(stored);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [theirs, setTheirs] = useState<Channel | null>(null);
  const [busy, setBusy] = useState(false);
  const [part, setPart] = useState<Scene | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { view, doubt } = usePreviewed(channel.key, tab.name, values);
  const changed = !same(values, stored);
  const empty = missing(rules.mandatory, tab.name, values);

  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);

  const saveOnto = async (revision: number): Promise<boolean> => {
    try {
      const now = await rest(`PUT /api/v1/channels/{key}/${tab.name}`, { path: { key: channel.key }, body: values, revision });
      onSaved(now);
      setValues((typed) => (same(typed, values) ? valuesOf(now, tab.name) : typed));
      say(toasts, `${tab.label} of ${String(valuesOf(now, "properties")["name"])} is saved. Customers and colleagues have it now.`);
      return true;
    } catch (problem) {
      const refused = asRefusal(problem);
      if (refused.code !== "conflict") return refuse(refused);
      const now = await rest("GET /api/v1/channels/{key}", { path: { key: channel.key } }).catch(asRefusal);
      if (now instanceof Refusal) return refuse(now);
      if (now.revision === revision) return refuse(refused);
      if (same(valuesOf(now, tab.name), stored)) return saveOnto(now.revision);
      setTheirs(now);
      return false;
    }
  };
  const refuse = (why: Refusal): false => {
    setRefusal(why);
    return false;
  };
  const save = async (): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    setTheirs(null);
    const saved = await saveOnto(channel.revision);
    setBusy(false);
    return saved;
  };
  const goOnFrom = (now: Channel, next: Values) => {
    setTheirs(null);
    setValues(next);
    onSaved(now);
  };
  const context: TabForm = {
    tab: tab.name,
    values,
    refusal,
    needed: new Set(needed(rules.mandatory, tab.name, values).map(({ field }) => field)),
    view,
    doubt,
    set: (path: string, value: Json) => setValues((now) => put(now, path, value)),
  };
  const remarks = new Map(channel.remarks.map(({ field, message }) => [field, message]));
  const folder = String(at(tab.name === "pre_chat" ? values : valuesOf(channel, "pre_chat"), "suggestions.folder") ?? "");
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
        onFocusIn={({ target }) => {
          const scene = target instanceof Element ? target.closest<HTMLElement>("[data-scene]")?.dataset["scene"] : undefined;
          if (scene !== undefined) setPart(scene as Scene);
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
          <tab.Fields channel={channel.key} timeZones={rules.time_zones} languages={rules.languages} remarks={remarks} />
        </FormContext.Provider>
        <div class="channel-foot">
          <Wrong refusal={refusal} tab={tab.name} />
          {theirs !== null && (
            <Meanwhile
              fields={differing(valuesOf(theirs, tab.name), stored)}
              label={tab.label}
              keep={() => goOnFrom(theirs, rebased(values, stored, valuesOf(theirs, tab.name)) as Values)}
              take={() => goOnFrom(theirs, valuesOf(theirs, tab.name))}
            />
          )}
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
      <Preview channel={channel.key} view={view} scene={part ?? tab.scene(values)} welcome={welcome} folder={folder} />
      <Leaving changed={changed} saving={busy} what={tab.label} save={save} />
    </div>
  );
}

/** What was not taken. The field has the sentence too; here it is where the button was pressed. */
function Wrong({ refusal, tab }: { readonly refusal: Refusal | null; readonly tab: TabName }) {
  if (refusal === null) return <div role="alert" class="field-unplaced" />;
  const where = refusal.field?.startsWith(`${tab}.`) === true;
  return (
    <div role="alert" class="field-unplaced">
      <p class="notice notice-error">
        <span>{where ? `Not saved: ${refusal.message}` : refusal.message}</span>
      </p>
    </div>
  );
}

interface MeanwhileProps {
  readonly label: string;
  /** What somebody else has changed. */
  readonly fields: readonly string[];
  readonly keep: () => void;
  readonly take: () => void;
}

/** Somebody else has saved this very tab. Both versions are there still: which one goes on is for who reads this. */
function Meanwhile({ label, fields, keep, take }: MeanwhileProps) {
  return (
    <div role="alert" class="notice notice-warn channel-meanwhile">
      <p>
        Somebody else has saved {label} since you opened it ({fields.map((name) => name.replaceAll("_", " ")).join(", ")}). What you typed is not saved, and still here.
      </p>
      <div class="channel-acts">
        <Button onClick={keep}>Keep mine, on top of theirs</Button>
        <Button onClick={take}>Take theirs</Button>
      </div>
    </div>
  );
}

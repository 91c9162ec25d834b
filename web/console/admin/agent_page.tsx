// One account, for admins: who it is, her password, where she is signed in, and whether she may be.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { PasswordLink, SignedInAt, SomeAccount } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { aboutOf, AboutFields, LinkText, RoleField, SessionList } from "./agent_parts.tsx";
import { Group } from "./form.tsx";
import { Sheet, useSheet } from "./sheet.tsx";
import "./agents.css";
import "./channels.css";

export function AgentPage({ account: id }: { readonly account: string }): JSX.Element {
  const account = useResource(`account ${id}`, (signal) => rest("GET /api/v1/agents/{agent}", { path: { agent: id }, signal }));
  return (
    <ScreenPage title={account.data?.name ?? "Agent"} back={{ href: addressOf(screenPlace("agents")), name: "Agents" }}>
      <Shown of={account}>
        {(found) => (
          <div class="agent-parts">
            <AboutForm account={found} onSaved={(now) => account.change(() => now)} />
            {found.disabled_at === undefined && <Password account={found} />}
            {found.disabled_at === undefined && <Sessions account={found} />}
            <Disable account={found} onSaved={(now) => account.change(() => now)} />
          </div>
        )}
      </Shown>
    </ScreenPage>
  );
}

interface AboutFormProps {
  readonly account: SomeAccount;
  readonly onSaved: (account: SomeAccount) => void;
}

function AboutForm({ account, onSaved }: AboutFormProps) {
  const { toasts } = useDesk();
  const sheet = useSheet({ ...aboutOf(account), role: account.role }, async (body) => {
    const now = await rest("PATCH /api/v1/agents/{agent}", { path: { agent: account.id }, body });
    onSaved(now);
    say(toasts, `${now.name} is saved.`);
    return { ...aboutOf(now), role: now.role };
  });
  return (
    <Sheet of={sheet} title="Account" what={account.name} action="Save account">
      <p class="muted">
        Login: <strong>{account.login}</strong>
        {account.disabled_at !== undefined && " · disabled"}
      </p>
      <AboutFields about={sheet.values} refusal={sheet.refusal} onChange={sheet.set} />
      <RoleField role={sheet.values.role} wrong={wrongWith(sheet.refusal, "role")} onChange={(role) => sheet.set({ role })} />
    </Sheet>
  );
}

function Password({ account }: { readonly account: SomeAccount }) {
  const { toasts } = useDesk();
  const [link, setLink] = useState<PasswordLink | null>(null);
  const [setting, setSetting] = useState(false);
  const make = async () => {
    try {
      setLink(await rest("POST /api/v1/agents/{agent}/password-link", { path: { agent: account.id } }));
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  return (
    <Group title="Password">
      <p class="muted">Send {account.name} a link to choose a new one, or set one yourself and tell it.</p>
      {link !== null && <LinkText link={link} name={account.name} />}
      <div class="channel-acts">
        <Button onClick={() => void make()}>{link === null ? "Make a link" : "Make another link"}</Button>
        <Button look="quiet" onClick={() => setSetting(true)}>
          Set a password…
        </Button>
      </div>
      {setting && <SetPassword account={account} onClose={() => setSetting(false)} />}
    </Group>
  );
}

function SetPassword({ account, onClose }: { readonly account: SomeAccount; readonly onClose: () => void }) {
  const { toasts } = useDesk();
  const [password, setPassword] = useState("");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const set = async () => {
    try {
      await rest("PUT /api/v1/agents/{agent}/password", { path: { agent: account.id }, body: { password } });
      say(toasts, `${account.name} has a new password, and is signed out everywhere.`);
      onClose();
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };
  return (
    <Dialog title={`A password for ${account.name}`} onClose={onClose}>
      <form
        class="admin-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void set();
        }}
      >
        <Field label="New password" hint="8 characters or more. All her sessions end." wrong={wrongWith(refusal, "password")}>
          {(wired) => <input {...wired} class="input" type="text" autocomplete="off" spellcheck={false} value={password} onInput={({ currentTarget }) => setPassword(currentTarget.value)} />}
        </Field>
        <Unplaced refusal={refusal} fields={["password"]} />
        <SubmitOrCancel onCancel={onClose}>
          Set password
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

function Sessions({ account }: { readonly account: SomeAccount }) {
  const { toasts } = useDesk();
  const sessions = useResource(`sessions ${account.id}`, (signal) => rest("GET /api/v1/agents/{agent}/sessions", { path: { agent: account.id }, signal }));
  const end = async (session: SignedInAt) => {
    try {
      await rest("DELETE /api/v1/agents/{agent}/sessions/{session}", { path: { agent: account.id, session: session.id } });
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    sessions.reload();
  };
  return (
    <Group title="Signed in">
      <SessionList sessions={sessions} onEnd={(session) => void end(session)} />
    </Group>
  );
}

function Disable({ account, onSaved }: AboutFormProps) {
  const { toasts } = useDesk();
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const off = account.disabled_at !== undefined;
  const change = async () => {
    setAsking(false);
    setRefusal(null);
    try {
      const now = await rest("PATCH /api/v1/agents/{agent}", { path: { agent: account.id }, body: { disabled: !off } });
      onSaved(now);
      say(toasts, off ? `${account.name} may sign in again.` : `${account.name} is disabled and signed out.`);
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };
  return (
    <Group title={off ? "Disabled" : "Disable"}>
      <p class="muted">
        {off
          ? `${account.name} cannot sign in. Her past chats, requests and texts stay as they are.`
          : `${account.name} is signed out at once, and her chats go to the front of their queues. What she has written stays.`}
      </p>
      <Unplaced refusal={refusal} fields={[]} />
      <div>
        <Button onClick={() => (off ? void change() : setAsking(true))}>{off ? "Enable again" : "Disable…"}</Button>
      </div>
      {asking && (
        <Dialog title={`Disable ${account.name}?`} onClose={() => setAsking(false)}>
          <p class="dialog-text">She is signed out at once, and her chats go to the front of their queues. You can enable her again.</p>
          <div class="dialog-foot">
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button look="danger" onClick={() => void change()}>
              Disable
            </Button>
          </div>
        </Dialog>
      )}
    </Group>
  );
}

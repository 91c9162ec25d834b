// One's own account: name, photo, password, and where one is signed in.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { SignedInAt, SomeAccount } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { aboutOf, AboutFields, SessionList } from "./agent_parts.tsx";
import { Group } from "./form.tsx";
import { Sheet, useSheet } from "./sheet.tsx";
import "./agents.css";

export default function Account(): JSX.Element {
  const account = useResource("account", (signal) => rest("GET /api/v1/account", { signal }));
  return (
    <ScreenPage title="Your account">
      <Shown of={account}>
        {(found) => (
          <div class="agent-parts">
            <About account={found} onSaved={(now) => account.change(() => now)} />
            <OwnPassword />
            <OwnSessions />
          </div>
        )}
      </Shown>
    </ScreenPage>
  );
}

function About({ account, onSaved }: { readonly account: SomeAccount; readonly onSaved: (account: SomeAccount) => void }) {
  const { toasts } = useDesk();
  const sheet = useSheet(aboutOf(account), async (body) => {
    const now = await rest("PATCH /api/v1/account", { body });
    onSaved(now);
    say(toasts, "Your account is saved.");
    return aboutOf(now);
  });
  return (
    <Sheet of={sheet} title="About you" what="your account" action="Save">
      <p class="muted">
        Login: <strong>{account.login}</strong>
      </p>
      <AboutFields about={sheet.values} refusal={sheet.refusal} onChange={sheet.set} />
    </Sheet>
  );
}

const BLANK = { current: "", password: "" };

function OwnPassword() {
  const { toasts } = useDesk();
  const [fields, setFields] = useState(BLANK);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);
  const change = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      await rest("PUT /api/v1/account/password", { body: fields });
      setFields((now) => (now === fields ? BLANK : now)); // or it is the next already
      say(toasts, "Your password is changed. You are signed out everywhere else.");
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
    setBusy(false);
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <Group title="Password">
        <Field label="Password now" wrong={wrongWith(refusal, "current")}>
          {(wired) => <input {...wired} class="input" type="password" autocomplete="current-password" value={fields.current} onInput={({ currentTarget }) => setFields({ ...fields, current: currentTarget.value })} />}
        </Field>
        <Field label="New password" hint="8 characters or more; long ones are good ones." wrong={wrongWith(refusal, "password")}>
          {(wired) => <input {...wired} class="input" type="password" autocomplete="new-password" value={fields.password} onInput={({ currentTarget }) => setFields({ ...fields, password: currentTarget.value })} />}
        </Field>
        <Unplaced refusal={refusal} fields={["current", "password"]} />
        <div>
          <Button submit busy={busy} disabled={fields.current === "" || fields.password === ""}>
            Change password
          </Button>
        </div>
      </Group>
    </form>
  );
}

function OwnSessions() {
  const { toasts, commands } = useDesk();
  const sessions = useResource("own sessions", (signal) => rest("GET /api/v1/account/sessions", { signal }));
  const end = async (session: SignedInAt) => {
    if (session.current) {
      commands.signOut();
      return;
    }
    try {
      await rest("DELETE /api/v1/account/sessions/{session}", { path: { session: session.id } });
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    sessions.reload();
  };
  return (
    <Group title="Where you are signed in">
      <SessionList sessions={sessions} onEnd={(session) => void end(session)} />
    </Group>
  );
}

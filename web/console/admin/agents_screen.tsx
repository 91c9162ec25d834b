// Accounts, for admins: the list, or one.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Avatar, Button } from "../../shared/parts.tsx";
import type { AddedAccount, SomeAccount } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { AgentPage } from "./agent_page.tsx";
import { LinkText, RoleField } from "./agent_parts.tsx";
import "./channels.css";
import "./agents.css";

export default function Agents({ path: [account] }: ScreenProps): JSX.Element {
  return account === undefined ? <AgentList /> : <AgentPage key={account} account={account} />;
}

function AgentList() {
  const accounts = useResource("accounts", (signal) => rest("GET /api/v1/agents", { signal }));
  const { state } = useDesk();
  const [adding, setAdding] = useState(false);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const here = new Map(Object.values(state.value.agents).map(({ id, status, connected }) => [id, connected ? status : null]));
  return (
    <ScreenPage
      title="Agents"
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          Add agent
        </Button>
      }
    >
      <input class="input agents-search" type="search" aria-label="Find an agent" placeholder="Find by name, login or e-mail" value={search} onInput={({ currentTarget }) => setSearch(currentTarget.value)} />
      <Shown of={accounts}>
        {({ items }) => (
          <ul class="agents-list" aria-label="Agents">
            {items
              .filter(({ name, login, email }) => `${name} ${login} ${email}`.toLowerCase().includes(wanted))
              .map((account) => (
                <li key={account.id}>
                  <a class="agents-row" href={addressOf(screenPlace("agents", [account.id]))}>
                    <Avatar name={account.name} photo={account.photo} />
                    <span class="agents-who">
                      <strong>{account.name}</strong>
                      <span>
                        {account.login}
                        {account.email !== "" && ` · ${account.email}`}
                      </span>
                    </span>
                    <span class="agents-tags">
                      {account.role === "admin" && <span class="tag">Admin</span>}
                      {account.disabled_at !== undefined && <span class="tag tag-warn">Disabled</span>}
                      {here.get(account.id) === "present" && <span class="tag">Present</span>}
                    </span>
                  </a>
                </li>
              ))}
          </ul>
        )}
      </Shown>
      {adding && <AddAgent onClose={() => setAdding(false)} onAdded={(made) => accounts.change(({ items }) => ({ items: sorted([...items, made]) }))} />}
    </ScreenPage>
  );
}

function sorted(items: readonly SomeAccount[]): readonly SomeAccount[] {
  return [...items].sort((a, b) => a.name.localeCompare(b.name));
}

function AddAgent({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: (made: SomeAccount) => void }) {
  const [fields, setFields] = useState({ name: "", login: "", email: "", role: "agent" as "agent" | "admin" });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [added, setAdded] = useState<AddedAccount | null>(null);
  const add = async () => {
    setBusy(true);
    try {
      const made = await rest("POST /api/v1/agents", { body: fields });
      onAdded(made.agent);
      setAdded(made);
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
    }
  };
  if (added !== null) {
    return (
      <Dialog title={`${added.agent.name} is added`} onClose={onClose}>
        <div class="admin-dialog">
          {added.link !== undefined && <LinkText link={added.link} name={added.agent.name} />}
          <p class="dialog-text">Which channels she answers is set in each channel, under Agents.</p>
        </div>
        <div class="dialog-foot">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part });
  return (
    <Dialog title="New agent" onClose={onClose}>
      <form
        class="admin-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label="Name" hint="As customers and colleagues see it." wrong={wrongWith(refusal, "name")}>
          {(wired) => <input {...wired} class="input" autocomplete="off" dir="auto" value={fields.name} onInput={({ currentTarget }) => set({ name: currentTarget.value })} />}
        </Field>
        <Field label="Login" wrong={wrongWith(refusal, "login") ?? (refusal?.code === "conflict" ? refusal.message : undefined)}>
          {(wired) => <input {...wired} class="input" autocomplete="off" autocapitalize="none" spellcheck={false} value={fields.login} onInput={({ currentTarget }) => set({ login: currentTarget.value })} />}
        </Field>
        <Field label="E-mail" wrong={wrongWith(refusal, "email")}>
          {(wired) => <input {...wired} class="input" type="email" autocomplete="off" value={fields.email} onInput={({ currentTarget }) => set({ email: currentTarget.value })} />}
        </Field>
        <RoleField role={fields.role} wrong={wrongWith(refusal, "role")} onChange={(role) => set({ role })} />
        <Unplaced refusal={refusal?.code === "conflict" ? null : refusal} fields={["name", "login", "email", "role"]} />
        <SubmitOrCancel onCancel={onClose} busy={busy}>
          Add agent
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

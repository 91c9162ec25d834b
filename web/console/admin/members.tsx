// Who may do what in the channel: one row for each account.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Avatar } from "../../shared/parts.tsx";
import type { SomeAccount } from "../api.ts";
import { Shown, useResource } from "../loading.tsx";
import { rest } from "../rest.ts";
import { NumberField, useForm, wrongAt } from "./form.tsx";
import { at, type Json } from "./values.ts";
import "./members.css";

const RIGHTS = [
  { name: "respond", label: "Can respond", hint: "answers chats of the channel" },
  { name: "notify", label: "Notifications", hint: "is warned of chats that wait" },
  { name: "listen", label: "Can listen in", hint: "watches chats of others" },
  { name: "manage", label: "Manager", hint: "takes chats over, transfers them, is warned later" },
] as const;

type Right = (typeof RIGHTS)[number]["name"];
type Member = { readonly agent: string; readonly most_chats: number | null } & Readonly<Record<Right, boolean>>;

// Fewer than this are seen at once.
const SEARCH_FROM = 12;

export function MembersFields(): JSX.Element {
  const accounts = useResource("accounts", (signal) => rest("GET /api/v1/agents", { signal }));
  return (
    <>
      <Shown of={accounts}>{({ items }) => <Table accounts={items.filter(({ disabled_at }) => disabled_at === undefined)} />}</Shown>
      <NumberField
        at="chats_per_agent"
        label="Most chats at once for each agent"
        suffix="chats"
        least={1}
        step={1}
        none
        hint="For those without a number of their own. Counts where chats are offered automatically; agents may always take more themselves."
      />
    </>
  );
}

function Table({ accounts }: { readonly accounts: readonly SomeAccount[] }) {
  const form = useForm();
  const [search, setSearch] = useState("");
  const members = (at(form.values, "members") ?? []) as unknown as readonly Member[];
  const of = (agent: string): Member => members.find((each) => each.agent === agent) ?? { agent, respond: false, notify: false, listen: false, manage: false, most_chats: null };
  const change = (agent: string, part: Partial<Member>) => {
    const next = { ...of(agent), ...part };
    const others = members.filter((each) => each.agent !== agent);
    const all = RIGHTS.some(({ name }) => next[name]) ? [...others, next] : others;
    // In the order of the list, so that on and off again is no change.
    const order = accounts.map(({ id }) => id);
    form.set("members", [...all].sort((a, b) => order.indexOf(a.agent) - order.indexOf(b.agent)) as unknown as Json);
  };
  const wanted = search.trim().toLowerCase();
  const shown = accounts.filter(({ name, login }) => `${name} ${login}`.toLowerCase().includes(wanted));
  const wrong = wrongAt(form, "members");
  return (
    <div class="members">
      {accounts.length >= SEARCH_FROM && (
        <input class="input" type="search" aria-label="Find an agent" placeholder="Find an agent" value={search} onInput={({ currentTarget }) => setSearch(currentTarget.value)} />
      )}
      <div class="members-scroll" tabIndex={0} role="region" aria-label="Members">
        <table class="members-table">
          <thead>
            <tr>
              <th scope="col">Agent</th>
              {RIGHTS.map(({ name, label, hint }) => (
                <th key={name} scope="col" title={hint}>
                  {label}
                </th>
              ))}
              <th scope="col" title="most chats at once that are offered to her; empty: as said below">
                Most chats
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((account) => (
              <tr key={account.id}>
                <th scope="row">
                  <span class="members-who">
                    <Avatar name={account.name} photo={account.photo} size="small" />
                    <span class="members-name">{account.name}</span>
                    {account.role === "admin" && <span class="tag">Admin</span>}
                  </span>
                </th>
                {RIGHTS.map(({ name, label }) => (
                  <td key={name}>
                    <label class="members-cell">
                      <input
                        type="checkbox"
                        aria-label={`${label}: ${account.name}`}
                        checked={of(account.id)[name]}
                        onChange={({ currentTarget }) => change(account.id, { [name]: currentTarget.checked })}
                      />
                    </label>
                  </td>
                ))}
                <td>
                  <input
                    type="number"
                    class="input members-most"
                    aria-label={`Most chats: ${account.name}`}
                    min={1}
                    max={1000}
                    value={of(account.id).most_chats ?? ""}
                    disabled={!of(account.id).respond}
                    onInput={({ currentTarget }) => change(account.id, { most_chats: currentTarget.value === "" ? null : Math.max(1, Math.round(Number(currentTarget.value))) })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {wrong !== undefined && (
        <p class="field-wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

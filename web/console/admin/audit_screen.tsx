// The audit log, for admins: who did what, the newest first.

import type { JSX } from "preact";
import { Button } from "../../shared/parts.tsx";
import { exact } from "../dates.ts";
import type { AuditEntry } from "../api.ts";
import { useDesk } from "../desk.ts";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, replacePlace, screenPlace, type Place, type Query } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { actOf, areas, auditQuery, whatOf, whoOf } from "./audit_words.ts";
import "./audit.css";
import "./agents.css";
import "./outgoing.css";

export default function Audit({ query }: ScreenProps): JSX.Element {
  const wanted = auditQuery(query);
  const narrowed = Object.keys(wanted).length > 0;
  const list = usePages(
    `audit ${JSON.stringify(wanted)}`,
    (after, signal) => rest("GET /api/v1/audit", { query: { ...wanted, ...(after !== undefined && { after: Number(after) }) }, signal }),
    { keep: true },
  );
  return (
    <ScreenPage title="Audit log">
      <p class="muted">Every act of administration, and who listened in on which chat. Nobody changes it.</p>
      <Filters query={query} />
      <Shown of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted" role="status">
              {narrowed ? "None of these." : "Nothing yet."}
            </p>
          ) : (
            <ul class="outgoing-list" aria-label="Acts" aria-busy={list.loading}>
              {items.map((entry) => (
                <Row key={entry.number} entry={entry} />
              ))}
            </ul>
          )
        }
      </Shown>
      <More of={list} />
    </ScreenPage>
  );
}

/** They stand in the address, so that what was found can be shown to somebody. */
function Filters({ query }: { readonly query: Query }) {
  const { place } = useDesk();
  const accounts = useResource("accounts", (signal) => rest("GET /api/v1/agents", { signal })).data?.items ?? [];
  const narrow = (part: Query) => replacePlace(place, screenPlace("audit", [], { ...query, ...part }));
  const { who = "", act = "", from = "", to = "" } = query;
  return (
    <form class="audit-filters" role="search" aria-label="Acts" onSubmit={(event) => event.preventDefault()}>
      <label class="audit-filter">
        <span>Who</span>
        <select class="select" value={who} onChange={({ currentTarget }) => narrow({ who: currentTarget.value })}>
          <option value="">Anybody</option>
          {accounts.map(({ id, name }) => (
            <option key={id} value={`agent/${id}`}>
              {name}
            </option>
          ))}
          <option value="operator">An operator of the server</option>
        </select>
      </label>
      <label class="audit-filter">
        <span>Did what</span>
        <select class="select" value={act} onChange={({ currentTarget }) => narrow({ act: currentTarget.value })}>
          <option value="">Anything</option>
          {areas().map(({ area, name, acts }) => (
            <optgroup key={area} label={name}>
              {acts.length > 1 && <option value={area}>{name}: anything</option>}
              {acts.map((one) => (
                <option key={one.act} value={one.act}>
                  {one.words}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label class="audit-filter">
        <span>From</span>
        <input class="input" type="date" value={from} max={to} onInput={({ currentTarget }) => narrow({ from: currentTarget.value })} />
      </label>
      <label class="audit-filter">
        <span>To</span>
        <input class="input" type="date" value={to} min={from} onInput={({ currentTarget }) => narrow({ to: currentTarget.value })} />
      </label>
      {Object.values(query).some((value) => value !== "") && (
        <Button look="quiet" onClick={() => replacePlace(place, screenPlace("audit"))}>
          Show all
        </Button>
      )}
    </form>
  );
}

function Row({ entry }: { readonly entry: AuditEntry }) {
  const what = whatOf(entry);
  const place = placeOf(entry);
  return (
    <li class="outgoing-row">
      <span class="agents-who">
        <p dir="auto">
          <strong>{whoOf(entry)}</strong> {actOf(entry)} {what !== "" && <strong>{what}</strong>}
        </p>
        <span>
          {exact(entry.at)} · <Ago at={entry.at} />
        </span>
      </span>
      {place !== null && (
        <a href={addressOf(place)}>
          Open<span class="unseen"> {what || entry.subject}</span>
        </a>
      )}
    </li>
  );
}

/** Where it can be looked at, if it is still there. */
function placeOf({ subject, act, name }: AuditEntry): Place | null {
  const [kind, id = ""] = subject.split("/");
  if (kind === "chat") return { tab: "chats", chat: id };
  if (kind === "agent" && name !== undefined) return screenPlace("agents", [id]);
  if (kind === "channel" && name !== undefined && act !== "channel.delete") return screenPlace("channels", [id]);
  if (kind === "webhook" && act !== "webhook.remove") return screenPlace("webhooks", [id]);
  return null;
}

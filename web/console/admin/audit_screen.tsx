// The audit log, for admins: who did what, the newest first.

import type { JSX } from "preact";
import { exact } from "../dates.ts";
import type { AuditEntry } from "../api.ts";
import { More, Shown, usePages } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, screenPlace, type Place } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { actOf, whatOf, whoOf } from "./audit_words.ts";
import "./agents.css";
import "./outgoing.css";

export default function Audit(): JSX.Element {
  const list = usePages("audit", (after, signal) => rest("GET /api/v1/audit", { query: { ...(after !== undefined && { after: Number(after) }) }, signal }));
  return (
    <ScreenPage title="Audit log">
      <p class="muted">What admins did to channels, accounts, webhooks and letters, and who listened in on which chat. Nobody changes it.</p>
      <Shown of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">Nothing yet.</p>
          ) : (
            <ul class="outgoing-list" aria-label="Acts">
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

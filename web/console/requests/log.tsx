// What was said and done about a request, oldest first; what is older than a page is asked for.

import { LockIcon } from "../../shared/icons.tsx";
import { Avatar, Button } from "../../shared/parts.tsx";
import { Typed } from "../../shared/typed.tsx";
import type { Entry as EntryOf, Request } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Ago } from "../moments.tsx";
import { rest } from "../rest.ts";
import { useStretch } from "./stretch.ts";
import { changed, letterWords } from "./words.ts";

export function RequestLog({ request }: { request: Request }) {
  const { number, log } = request;
  const { items, more, loading, loadOlder } = useStretch(
    log,
    ({ n }) => n,
    (before) => rest("GET /api/v1/requests/{number}/log", { path: { number }, query: { before } }),
  );
  return (
    <section class="request-log" aria-labelledby="request-log">
      <h3 class="request-part" id="request-log">
        Log
      </h3>
      {more && (
        <Button busy={loading} onClick={loadOlder}>
          Show older entries
        </Button>
      )}
      <ol class="request-entries">
        {items.map((entry) => (
          <li key={entry.n} class={`request-entry request-entry-${entry.kind}`}>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { entry: EntryOf }) {
  const { state } = useDesk();
  const name = entry.by.id !== undefined && entry.by.id === state.value.me?.id ? "You" : entry.by.name || "The customer";
  switch (entry.kind) {
    case "chat":
      return (
        <p class="request-did">
          {name} attached the chat · <Ago at={entry.at} />
        </p>
      );
    case "change":
      return (
        <p class="request-did">
          {changed(name, entry.changes)} · <Ago at={entry.at} />
        </p>
      );
    case "note":
    case "reply":
      return (
        <article class={entry.kind === "note" ? "request-said request-note" : "request-said"}>
          <p class="request-said-head">
            <Avatar name={entry.by.name} photo={entry.by.photo} size="small" />
            <strong>{name}</strong>
            <span class="request-said-kind">
              {entry.kind === "note" && <LockIcon size={16} />}
              {entry.kind === "note" ? "Internal note" : "Answer"}
            </span>
            <span class="request-said-at">
              <Ago at={entry.at} />
            </span>
          </p>
          <Typed text={entry.text ?? ""} />
          {entry.letter !== undefined && <p class="request-letter">{letterWords(entry.letter)}</p>}
        </article>
      );
  }
}

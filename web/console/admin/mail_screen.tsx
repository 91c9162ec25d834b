// Outgoing mail, for admins: whether letters are sent at all, and what became of each. What they say is not shown.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Letter } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { MailIcon } from "../icons.tsx";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Empty } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { Asked } from "./webhook_page.tsx";
import { times } from "./webhook_words.ts";
import "./agents.css";
import "./channels.css";
import "./outgoing.css";

type Status = Letter["status"];

const STATUSES: readonly { readonly status: Status | undefined; readonly name: string }[] = [
  { status: undefined, name: "All" },
  { status: "waiting", name: "Waiting" },
  { status: "failed", name: "Failed" },
  { status: "sent", name: "Sent" },
];

export default function Mail({ query }: ScreenProps): JSX.Element {
  const { status } = STATUSES.find((each) => each.status === query["status"]) ?? STATUSES[0]!;
  const about = useResource("letters", (signal) => rest("GET /api/v1/letters", { query: { limit: 1 }, signal }));
  const list = usePages(`letters ${status}`, (after, signal) =>
    rest("GET /api/v1/letters", { query: { ...(status !== undefined && { status }), ...(after !== undefined && { after: Number(after) }) }, signal }),
  );
  const reload = () => {
    about.reload();
    list.reload();
  };
  const counts: Readonly<Partial<Record<Status, number>>> = { waiting: about.data?.waiting ?? 0, failed: about.data?.failed ?? 0 };
  return (
    <ScreenPage title="Outgoing mail" actions={<Button onClick={reload}>Look again</Button>}>
      {about.data !== undefined && <Sending sends={about.data.sending} waiting={about.data.waiting} />}
      <nav class="channel-tabs" aria-label="Which letters">
        {STATUSES.map((each) => (
          <a
            key={each.name}
            class="channel-tab"
            href={addressOf(screenPlace("mail", [], each.status === undefined ? {} : { status: each.status }))}
            aria-current={each.status === status ? "page" : undefined}
          >
            {each.name}
            {each.status !== undefined && (counts[each.status] ?? 0) > 0 && <span class="figure"> {counts[each.status]}</span>}
          </a>
        ))}
      </nav>
      <Shown of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<MailIcon size={28} />} title={status === undefined ? "No letters yet" : "None of these"}>
              Letters are transcripts of chats, replies to requests and notices to admins.
            </Empty>
          ) : (
            <ul class="outgoing-list" aria-label="Letters">
              {items.map((letter) => (
                <Row key={letter.number} letter={letter} sends={about.data?.sending ?? true} onDone={reload} />
              ))}
            </ul>
          )
        }
      </Shown>
      <More of={list} />
    </ScreenPage>
  );
}

function Sending({ sends, waiting }: { readonly sends: boolean; readonly waiting: number }) {
  if (sends) return <p class="muted">Mail is sent. A letter that cannot be is tried again by itself for four days, then it is under Failed. What was sent or given up is forgotten after 30 days.</p>;
  return (
    <div class="notice notice-warn">
      <p>
        <strong>Mail is not sent: no mail server is set.</strong> Letters wait here{waiting > 0 && ` (${waiting} now)`}, and none is lost. Whoever runs the server sets <code>smtp_host</code> and{" "}
        <code>smtp_from</code> and starts it again; then all that wait are sent. Delete those that should not be.
      </p>
    </div>
  );
}

const KINDS: Readonly<Record<string, string>> = { request_reply: "Reply to a request", transcript: "Transcript", notice: "Notice" };

function Row({ letter, sends, onDone }: { readonly letter: Letter; readonly sends: boolean; readonly onDone: () => void }) {
  const { toasts } = useDesk();
  const [deleting, setDeleting] = useState(false);
  const path = { letter: letter.number };
  const act = async (done: Promise<unknown>, said: string) => {
    setDeleting(false);
    try {
      await done;
      say(toasts, said);
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    onDone();
  };
  const unseen = <span class="unseen"> the letter to {letter.recipient}</span>;
  return (
    <li class="outgoing-row">
      <span class="agents-who">
        <strong dir="auto">{letter.subject}</strong>
        <span>
          {KINDS[letter.kind] ?? letter.kind} to {letter.recipient} · <Ago at={letter.sent_at ?? letter.created_at} />
        </span>
        {letter.status !== "sent" && letter.error !== undefined && (
          <span>
            Tried {times(letter.tries)}. The mail server: {letter.error}
          </span>
        )}
      </span>
      <span class="outgoing-acts">
        <span class={letter.status === "failed" ? "tag tag-warn" : "tag"}>{{ waiting: "Waiting", sent: "Sent", failed: "Failed" }[letter.status]}</span>
        {letter.status !== "sent" && (
          <>
            {sends && (
              <Button look="quiet" onClick={() => void act(rest("POST /api/v1/letters/{letter}/again", { path }), "It is tried again now.")}>
                Try now{unseen}
              </Button>
            )}
            <Button look="quiet" onClick={() => setDeleting(true)}>
              Delete…{unseen}
            </Button>
          </>
        )}
      </span>
      {deleting && (
        <Asked
          title="Delete this letter?"
          no="Keep it"
          yes="Delete letter"
          onNo={() => setDeleting(false)}
          onYes={() => void act(rest("DELETE /api/v1/letters/{letter}", { path }), "The letter is deleted, and never sent.")}
        >
          “{letter.subject}” to {letter.recipient} is never sent. This cannot be undone.
        </Asked>
      )}
    </li>
  );
}

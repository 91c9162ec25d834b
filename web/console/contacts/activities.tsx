// What a contact, or the people of a company, had to do with us: chats and requests, the newest first, as far as one's
// channels let one read them.

import { ChatIcon } from "../../shared/icons.tsx";
import type { Activities as Page, Activity } from "../api.ts";
import { useDesk } from "../desk.ts";
import { TicketIcon } from "../icons.tsx";
import { More, Shown, usePages } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { channelName } from "../select.ts";
import { changes } from "./asking.ts";
import { requestWord } from "./crm.ts";
import { Panel } from "./panels.tsx";
import { Entry } from "./rows.tsx";

interface ActivitiesProps {
  /** Whose: a contact's or a company's id. */
  readonly of: string;
  /** Several people are among them, so each line says whose it is. */
  readonly named?: boolean;
  readonly fetch: (query: { after?: string }, signal: AbortSignal) => Promise<Page>;
}

export function Activities({ of, named = false, fetch }: ActivitiesProps) {
  const list = usePages(`${of} ${changes.value}`, (after, signal) => fetch(after ? { after } : {}, signal), { keep: true });
  return (
    <Panel name="Activities">
      <Shown of={list}>
        {({ items }) => (
          <>
            {items.length === 0 && <p class="crm-nothing">No chats and no requests that you may read.</p>}
            {items.map((each) => (
              <ActivityRow key={`${each.kind} ${each.ref}`} activity={each} named={named} />
            ))}
            <More of={list} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function ActivityRow({ activity, named }: { activity: Activity; named: boolean }) {
  const { state } = useDesk();
  const { kind, ref, at, linked, chat, request } = activity;
  const who = named && (chat?.customer ?? request?.customer);
  if (kind === "request") {
    return (
      <Entry
        href={addressOf(screenPlace("requests", [ref]))}
        icon={<TicketIcon size={16} />}
        title={<bdi>{request?.title ?? `Request ${ref}`}</bdi>}
        about={[who, "Request", ref, request && requestWord(request.status)].filter(Boolean).join(" · ")}
        aside={<Ago at={at} />}
      />
    );
  }
  const about = [who, "Chat", chat && channelName(state.value, chat.channel), chat?.agent?.name ?? "nobody answered", chat?.rating !== undefined && `rated ${chat.rating} of 5`, !linked && "same address"];
  return (
    <Entry
      href={addressOf({ tab: "chats", chat: ref })}
      icon={<ChatIcon size={16} />}
      title={<bdi>{chat?.first ?? "A chat"}</bdi>}
      about={about.filter(Boolean).join(" · ")}
      aside={<Ago at={at} />}
    />
  );
}

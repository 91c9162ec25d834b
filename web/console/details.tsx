// What is known about the customer of a chat. Beside the conversation where there is room, else over it.

import type { ComponentChildren } from "preact";
import { ChatIcon, ClockIcon, CloseIcon, PersonIcon, ReturnIcon } from "../shared/icons.tsx";
import { Avatar, IconButton, tone } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { GlobeIcon, InboxIcon, MailIcon, PageIcon } from "./icons.tsx";
import { At, Day } from "./moments.tsx";
import { channelName, statusWord } from "./select.ts";
import "./details.css";

// Shown in rows of their own.
const NAMED = new Set(["name", "email"]);

export function Details({ card }: { card: ChatCard }) {
  const { state, panelOpen } = useDesk();
  const started = state.value.beginnings[card.id];
  const email = card.email ?? started?.fields?.["email"];
  const others = Object.entries(started?.fields ?? {}).filter(([name, value]) => !NAMED.has(name) && value !== "");
  return (
    <>
      {panelOpen.value && <div class="veil" onClick={() => (panelOpen.value = false)} />}
      <aside
        class={`details chat-tone-${tone(card.id)}${panelOpen.value ? " details-open" : ""}`}
        aria-label={`About ${card.customer}`}
      >
        <span class="details-close">
          <IconButton label="Close" onClick={() => (panelOpen.value = false)}>
            <CloseIcon />
          </IconButton>
        </span>
        <div class="details-who">
          <Avatar name={card.customer} size="large" />
          <h2>{card.customer}</h2>
          {card.returning && (
            <p class="details-mark">
              <ReturnIcon size={16} /> Came back to this chat
            </p>
          )}
        </div>
        <dl class="facts">
          <Fact icon={<MailIcon size={16} />} name="E-mail">
            {email ? <a href={`mailto:${email}`}>{email}</a> : <span class="muted">Not given</span>}
          </Fact>
          {others.map(([name, value]) => (
            <Fact key={name} icon={<PersonIcon size={16} />} name={sentence(name)}>
              {value}
            </Fact>
          ))}
          <Fact icon={<ChatIcon size={16} />} name="Channel">
            {channelName(state.value, card.channel)}
          </Fact>
          {started?.page && (
            <Fact icon={<PageIcon size={16} />} name="Page">
              <Page address={started.page} />
            </Fact>
          )}
          {started?.locale && (
            <Fact icon={<GlobeIcon size={16} />} name="Language">
              {languageName(started.locale)}
            </Fact>
          )}
          <Fact icon={<ClockIcon size={16} />} name="Started">
            <Day at={card.started_at} />, <At at={card.started_at} />
          </Fact>
          <Fact icon={<InboxIcon size={16} />} name="Status">
            {statusWord(card)}
            {card.rating != null && `, rated ${card.rating} of 5`}
          </Fact>
        </dl>
      </aside>
    </>
  );
}

function Fact({ icon, name, children }: { icon: ComponentChildren; name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>
        {icon} {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where the customer writes from. Only web addresses become links. */
function Page({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return <>{address}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address.replace(/^https?:\/\//i, "")}
    </a>
  );
}

function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

function sentence(name: string): string {
  const words = name.replace(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

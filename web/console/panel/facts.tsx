// What the customer said of herself before the chat, and where she writes from.

import type { ComponentChildren } from "preact";
import { ChatIcon, ClockIcon, PersonIcon } from "../../shared/icons.tsx";
import { useDesk } from "../desk.ts";
import { GlobeIcon, InboxIcon, MailIcon, PageIcon } from "../icons.tsx";
import { At, Day } from "../moments.tsx";
import { channelName, statusWord } from "../select.ts";
import type { SectionProps } from "./sections.ts";
import { languageName } from "../languages.ts";

// Shown in rows of their own.
const NAMED = new Set(["name", "email"]);

export function Facts({ card }: SectionProps) {
  const { state } = useDesk();
  const started = state.value.beginnings[card.id];
  const email = card.email ?? started?.fields?.["email"];
  const others = Object.entries(started?.fields ?? {}).filter(([name, value]) => !NAMED.has(name) && value !== "");
  return (
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

function sentence(name: string): string {
  const words = name.replace(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

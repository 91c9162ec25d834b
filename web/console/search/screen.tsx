// Searching past chats, `#/search?q=invoice`. Each line leads into the chat, to the place where the words stand.

import { useState } from "preact/hooks";
import { SearchIcon, StarIcon } from "../../shared/icons.tsx";
import { tone } from "../../shared/parts.tsx";
import type { Chat, Place } from "../api.ts";
import { useDesk } from "../desk.ts";
import { More, Shown, usePages } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Empty } from "../parts.tsx";
import { addressOf, placeOf, replacePlace, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import type { ScreenProps } from "../screens.ts";
import { ScreenPage } from "../screen.tsx";
import { channelName, colleagues, statusWord } from "../select.ts";
import { Select } from "../requests/fields.tsx";
import { useTyped } from "../typed.ts";
import { asked, EMPTY, isEmpty, PERIODS, queryOf, RATINGS, searchOf, type Period, type Rating, type Search } from "./query.ts";
import "./search.css";


export default function SearchScreen({ query }: ScreenProps) {
  const { place, now } = useDesk();
  const search = searchOf(query);
  const [waiting, setWaiting] = useState(0);
  const found = usePages(
    `chats ${JSON.stringify(search)}`,
    async (after, signal) => {
      const page = await rest("GET /api/v1/chats", { query: { ...asked(search, now.peek()), ...(after !== undefined && { after }) }, signal });
      setWaiting(page.waiting);
      return page;
    },
    { keep: true },
  );
  const narrow = (change: Partial<Search>) => replacePlace(place, screenPlace("search", [], queryOf({ ...search, ...change })));
  return (
    <ScreenPage title="Search chats">
      <Form search={search} narrow={narrow} />
      <Shown of={found}>
        {({ items }) => (
          <>
            <p class="unseen" role="status">
              {found.loading ? "" : said(items.length, found.data?.next !== undefined)}
            </p>
            {waiting > 0 && (
              <p class="notice notice-plain">{waiting} older chats are still being read in. They can be found in a moment.</p>
            )}
            {items.length === 0 ? (
              <Nothing search={search} narrow={narrow} />
            ) : (
              <>
                {isEmpty(search) && <h3 class="found-newest">The last chats</h3>}
                <ul class="found" aria-label="Chats" aria-busy={found.loading}>
                  {items.map((chat) => (
                    <Found key={chat.id} chat={chat} />
                  ))}
                </ul>
                <More of={found} />
              </>
            )}
          </>
        )}
      </Shown>
    </ScreenPage>
  );
}

function said(count: number, more: boolean): string {
  if (count === 0) return "No chat is found.";
  return `${count} ${count === 1 ? "chat" : "chats"}${more ? ", and there are more" : ""}.`;
}

interface FormProps {
  readonly search: Search;
  readonly narrow: (change: Partial<Search>) => void;
}

function Form({ search, narrow }: FormProps) {
  const { state } = useDesk();
  const me = state.value.me;
  const others = colleagues(state.value, null).filter(({ id }) => id !== me?.id);
  const channels = me?.role === "admin" ? state.value.allChannels : state.value.channels;
  return (
    <form class="search-form" role="search" aria-label="Past chats" onSubmit={(event) => event.preventDefault()}>
      <Words label="What was said, or by whom" value={search.q} onChange={(q) => narrow({ q })} big />
      <div class="search-narrow">
        <Words label="Customer" value={search.customer} onChange={(customer) => narrow({ customer })} />
        <Select
          label="Agent"
          value={search.agent}
          options={[["", "Any agent"], ["me", "Me"], ...others.map(({ id, name }): [string, string] => [id, name])]}
          onChange={(agent) => narrow({ agent })}
        />
        <Select
          label="Channel"
          value={search.channel}
          options={[["", "Any channel"], ...channels.map(({ key, name }): [string, string] => [key, name])]}
          onChange={(channel) => narrow({ channel })}
        />
        <Select label="Period" value={search.period} options={Object.entries(PERIODS)} onChange={(period) => narrow({ period: period as Period })} />
        {search.period === "own" && (
          <span class="search-days">
            <Day label="From" value={search.from} onChange={(from) => narrow({ from })} />
            <Day label="To" value={search.to} onChange={(to) => narrow({ to })} />
          </span>
        )}
        <Select label="Rating" value={search.rating} options={ratingOptions()} onChange={(rating) => narrow({ rating: rating as Rating })} />
      </div>
    </form>
  );
}

/** An object's keys that are numbers come first; the list begins with any. */
function ratingOptions(): [string, string][] {
  return (["", "good", "bad", "5", "4", "3", "2", "1"] as const).map((each) => [each, RATINGS[each]]);
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (words: string) => void;
  readonly big?: boolean;
}

function Words({ label, value, onChange, big = false }: WordsProps) {
  const [typed, setTyped] = useTyped(value, onChange);
  return (
    <label class={big ? "seek search-words search-big" : "search-words"}>
      <span class="unseen">{label}</span>
      {big && <SearchIcon size={20} />}
      <input
        class="input"
        type="search"
        autocomplete="off"
        placeholder={label}
        maxLength={400}
        value={typed}
        ref={(input) => {
          if (big && input !== null && document.activeElement === document.body) input.focus();
        }}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange(day: string): void }) {
  return (
    <label class="search-day">
      <span>{label}</span>
      <input class="input" type="date" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

function Found({ chat }: { chat: Chat }) {
  const { state, place } = useDesk();
  const href = addressOf({ tab: "chats", chat: chat.id, ...(chat.place && { at: chat.place.seq }) });
  const open = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target === event.currentTarget) place.value = placeOf(href);
  };
  const over = chat.ended_at ?? chat.started_at;
  return (
    <li class={`found-row chat-tone-${tone(chat.id)}`} data-row tabIndex={-1} onKeyDown={open}>
      <a class="row-link found-name" href={href}>
        <span class="session-dot" aria-hidden="true" />
        <bdi>{chat.customer}</bdi>
        {chat.email !== undefined && chat.email !== chat.customer && <span class="muted found-email">{chat.email}</span>}
      </a>
      <span class="found-time">
        <Ago at={over} />
      </span>
      <p class="found-said">{chat.place === undefined ? <bdi>{chat.first ?? "Nothing was said."}</bdi> : <Line place={chat.place} />}</p>
      <p class="found-about">
        {channelName(state.value, chat.channel)}
        {chat.agent !== undefined && <> · {chat.agent.id === state.value.me?.id ? "You" : chat.agent.name}</>} · {statusOf(chat)}
        {chat.rating !== undefined && <Stars rating={chat.rating} />}
      </p>
    </li>
  );
}

function statusOf(chat: Chat): string {
  const { status, reason, requests } = chat;
  return statusWord({ status, reason, requests } as Parameters<typeof statusWord>[0]);
}

function Stars({ rating }: { rating: number }) {
  return (
    <span class="found-stars">
      <StarIcon size={16} filled />
      <span class="unseen">Rated </span>
      <span class="figure">{rating}</span>
      <span class="unseen"> of 5</span>
    </span>
  );
}

/** Who said it, and the line with what was looked for in it. */
function Line({ place }: { place: Place }) {
  const { state } = useDesk();
  const by = place.by.id !== undefined && place.by.id === state.value.me?.id ? "You" : place.by.name || "Customer";
  const what = place.kind === "note" ? ", in a note" : place.kind === "rated" ? ", with the rating" : "";
  return (
    <>
      <span class="muted">{`${by}${what}: `}</span>
      <bdi>{place.parts.map(({ text, found }) => (found ? <mark>{text}</mark> : text))}</bdi>
    </>
  );
}

function Nothing({ search, narrow }: FormProps) {
  if (isEmpty(search)) {
    return (
      <Empty icon={<SearchIcon size={28} />} title="No chat has ended yet">
        Once chats are over you find them here, by what was said, by customer, agent and time.
      </Empty>
    );
  }
  const alone = { ...EMPTY, q: search.q };
  return (
    <Empty icon={<SearchIcon size={28} />} title="No chat is found">
      Every word must be in it, or be the beginning of one that is. Chats that go on are in your list.{" "}
      {search.q !== "" && !isEmpty({ ...search, q: "" }) && (
        <button type="button" class="link-button" onClick={() => narrow(alone)}>
          Search everywhere
        </button>
      )}
    </Empty>
  );
}

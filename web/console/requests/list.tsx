// The list of requests: what it is narrowed to stands in the address, so a reload, the back button and a bookmark keep it.

import { SearchIcon } from "../../shared/icons.tsx";
import { Avatar, Button } from "../../shared/parts.tsx";
import type { RequestsRow } from "../api.ts";
import { useDesk } from "../desk.ts";
import { PlusIcon, TicketIcon } from "../icons.tsx";
import { More, Shown, usePages } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Empty } from "../parts.tsx";
import { addressOf, placeOf, replacePlace, screenPlace, type Query } from "../places.ts";
import { useResource } from "../loading.tsx";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { admins } from "../screens.ts";
import { channelName, colleagues } from "../select.ts";
import { useTyped } from "../typed.ts";
import { Select } from "./fields.tsx";
import { useFresh } from "./fresh.ts";
import { mayWork, workableChannels } from "./mine.ts";
import { asked, listingOf, queryOf, SHOWN, SORTS, USUAL, type Listing } from "./query.ts";
import { PriorityMark, StatusMark } from "./marks.tsx";
import "./list.css";


export function List({ query }: { query: Query }) {
  const { place, dialog, state } = useDesk();
  const listing = listingOf(query);
  const found = usePages(
    `requests ${JSON.stringify(listing)}`,
    (after, signal) => rest("GET /api/v1/requests", { query: { ...asked(listing), ...(after !== undefined && { after }) }, signal }),
    { keep: true },
  );
  useFresh(found.reload);
  const narrow = (change: Partial<Listing>) => replacePlace(place, screenPlace("requests", [], queryOf({ ...listing, ...change })));
  return (
    <ScreenPage
      title="Requests"
      actions={
        <>
          {admins(state.value) && <a href={addressOf(screenPlace("categories"))}>Categories</a>}
          {mayWork(state.value) && (
            <Button look="primary" onClick={() => (dialog.value = { is: "new_request" })}>
              <PlusIcon size={16} /> New request
            </Button>
          )}
        </>
      }
    >
      <Filters listing={listing} narrow={narrow} />
      <Shown of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing listing={listing} narrow={narrow} />
          ) : (
            <>
              <ul class="requests" aria-label="Requests" aria-busy={found.loading}>
                {items.map((row) => (
                  <Row key={row.number} row={row} />
                ))}
              </ul>
              <More of={found} />
            </>
          )
        }
      </Shown>
    </ScreenPage>
  );
}

interface FiltersProps {
  readonly listing: Listing;
  readonly narrow: (change: Partial<Listing>) => void;
}

function Filters({ listing, narrow }: FiltersProps) {
  const { state } = useDesk();
  const categories = useResource("request categories", (signal) => rest("GET /api/v1/request-categories", { signal }));
  const channels = workableChannels(state.value);
  const me = state.value.me;
  const others = colleagues(state.value, null).filter(({ id }) => id !== me?.id);
  return (
    <form class="requests-filters" role="search" aria-label="Requests" onSubmit={(event) => event.preventDefault()}>
      <Words value={listing.text} onChange={(text) => narrow({ text })} />
      <Select label="Status" value={listing.status} options={Object.entries(SHOWN)} onChange={(status) => narrow({ status: status as Listing["status"] })} />
      <Select
        label="Owner"
        value={listing.owner}
        options={[["", "Any owner"], ["me", "Mine"], ["none", "Nobody’s"], ...others.map(({ id, name }): [string, string] => [id, name])]}
        onChange={(owner) => narrow({ owner })}
      />
      <Select
        label="Category"
        value={listing.category}
        options={[["", "Any category"], ...(categories.data?.items ?? []).map(({ id, name }): [string, string] => [id, name])]}
        onChange={(category) => narrow({ category })}
      />
      {channels.length > 1 && (
        <Select
          label="Channel"
          value={listing.channel}
          options={[["", "Any channel"], ...channels.map(({ key, name }): [string, string] => [key, name])]}
          onChange={(channel) => narrow({ channel })}
        />
      )}
      <Select label="Sort" value={listing.sort} options={Object.entries(SORTS)} onChange={(sort) => narrow({ sort: sort as Listing["sort"] })} />
    </form>
  );
}

function Words({ value, onChange }: { value: string; onChange(text: string): void }) {
  const [typed, setTyped] = useTyped(value, onChange);
  return (
    <label class="seek requests-words">
      <span class="unseen">Number, title, customer, or words of the log</span>
      <SearchIcon size={16} />
      <input
        class="input"
        type="search"
        placeholder="Number, customer or words"
        maxLength={400}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

function Row({ row }: { row: RequestsRow }) {
  const { state, place } = useDesk();
  const href = addressOf(screenPlace("requests", [String(row.number)]));
  const open = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target === event.currentTarget) place.value = placeOf(href);
  };
  return (
    <li class={row.status === "closed" ? "request-row request-over" : "request-row"} data-row tabIndex={-1} onKeyDown={open}>
      <span class="request-number figure">{row.number}</span>
      <a class="row-link request-title" href={href}>
        <bdi>{row.title}</bdi>
      </a>
      <span class="request-about">
        <bdi>{row.customer}</bdi> · {channelName(state.value, row.channel)}
        {row.category !== undefined && <> · {row.category.name}</>}
      </span>
      <span class="request-marks">
        <PriorityMark priority={row.priority} />
        <StatusMark status={row.status} />
      </span>
      <span class="request-owner" title={row.owner ? `Owner: ${row.owner.name}` : "Nobody owns it"}>
        {row.owner === undefined ? (
          <span class="muted">Nobody</span>
        ) : (
          <>
            <Avatar name={row.owner.name} photo={row.owner.photo} size="small" />
            <span class="unseen">Owner: </span>
            <span class="request-owner-name">{row.owner.id === state.value.me?.id ? "You" : row.owner.name}</span>
          </>
        )}
      </span>
      <span class="request-time">
        <Ago at={row.changed_at} />
      </span>
    </li>
  );
}

function Nothing({ listing, narrow }: FiltersProps) {
  const usual = JSON.stringify(listing) === JSON.stringify(USUAL);
  if (usual) {
    return (
      <Empty icon={<TicketIcon size={28} />} title="Nothing is left to do">
        What agents leave to be done later appears here. In a chat press <kbd>R</kbd> to create a request.
      </Empty>
    );
  }
  return (
    <Empty icon={<TicketIcon size={28} />} title="No request is like that">
      <button type="button" class="link-button" onClick={() => narrow({ ...USUAL, sort: listing.sort })}>
        Show all that are not closed
      </button>
    </Empty>
  );
}

// What the address says a list of requests is narrowed to, and back. What is usual is left out of the address.

import type { Query } from "../places.ts";
import { STATUSES, type Status } from "./words.ts";

export type Sort = "changed" | "untouched" | "newest" | "priority";
export type Shown = Status | "not_closed" | "all";

export interface Listing {
  readonly status: Shown;
  readonly owner: string;
  readonly category: string;
  readonly channel: string;
  readonly text: string;
  readonly sort: Sort;
}

export const USUAL: Listing = { status: "not_closed", owner: "", category: "", channel: "", text: "", sort: "changed" };

export const SORTS: Readonly<Record<Sort, string>> = {
  changed: "Last changed",
  untouched: "Longest untouched",
  newest: "Newest",
  priority: "Most urgent",
};

export const SHOWN: Readonly<Record<Shown, string>> = {
  not_closed: "Not closed",
  open: "Open",
  waiting: "Waiting",
  closed: "Closed",
  all: "All",
};

export function listingOf(query: Query): Listing {
  const { status = "", sort = "", owner = "", category = "", channel = "", text = "" } = query;
  return {
    status: Object.hasOwn(SHOWN, status) ? (status as Shown) : USUAL.status,
    sort: Object.hasOwn(SORTS, sort) ? (sort as Sort) : USUAL.sort,
    owner,
    category,
    channel,
    text,
  };
}

export function queryOf(listing: Listing): Query {
  const unusual = Object.entries(listing).filter(([name, value]) => value !== USUAL[name as keyof Listing]);
  return Object.fromEntries(unusual);
}

/** As the API wants it. */
export function asked({ status, ...rest }: Listing) {
  return { ...rest, status: statuses(status) };
}

function statuses(shown: Shown): readonly Status[] {
  if (shown === "all") return [];
  return shown === "not_closed" ? STATUSES.filter((each) => each !== "closed") : [shown];
}

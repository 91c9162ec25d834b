// What a screen shows of the server, and how far the fetching of it is. No screen in here: loading.tsx has the hooks.
//
// Of two fetches that overtake each other the one that was asked for last counts, the other is aborted. While something
// is fetched again, what is here stays; a refusal leaves it as well. What is changed here meanwhile goes before what was
// asked for earlier.

import { signal, type ReadonlySignal } from "@preact/signals";
import { asRefusal, type Refusal } from "./rest.ts";

export interface Loaded<T> {
  /** Undefined until it is there for the first time. */
  readonly data: T | undefined;
  readonly loading: boolean;
  /** Why the last fetch brought nothing. */
  readonly refusal: Refusal | undefined;
}

export type Fetch<T> = (signal: AbortSignal) => Promise<T>;

export class Resource<T> {
  readonly #now = signal<Loaded<T>>({ data: undefined, loading: true, refusal: undefined });
  readonly #fetch: Fetch<T>;
  #under: { readonly fetch: Fetch<T>; readonly stop: AbortController } | null = null;

  constructor(fetch: Fetch<T>, known?: T) {
    this.#fetch = fetch;
    if (known !== undefined) this.#now.value = { data: known, loading: true, refusal: undefined };
  }

  get now(): ReadonlySignal<Loaded<T>> {
    return this.#now;
  }

  async load(fetch: Fetch<T> = this.#fetch): Promise<void> {
    this.#under?.stop.abort();
    const mine = { fetch, stop: new AbortController() };
    this.#under = mine;
    this.#now.value = { ...this.#now.peek(), loading: true, refusal: undefined };
    try {
      const data = await fetch(mine.stop.signal);
      this.#ended(mine, { data, loading: false, refusal: undefined });
    } catch (problem) {
      this.#ended(mine, { ...this.#now.peek(), loading: false, refusal: asRefusal(problem) });
    }
  }

  #ended(mine: object, now: Loaded<T>): void {
    if (this.#under !== mine) return;
    this.#under = null;
    this.#now.value = now;
  }

  /** After a change of ours that the server has confirmed, or that a push tells of: no need to fetch it again. What is
   * being fetched just then may have been read before, so that is begun anew. */
  change(update: (data: T) => T): void {
    const { data } = this.#now.peek();
    if (data !== undefined) this.#now.value = { ...this.#now.peek(), data: update(data) };
    if (this.#under !== null) void this.load(this.#under.fetch);
  }

  close(): void {
    this.#under?.stop.abort();
    this.#under = null;
  }
}

/** As every list of the API comes: some, and from where the next go on. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export type FetchPage<Item> = (after: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;

export function pagesOf<Item>(fetch: FetchPage<Item>, known?: Page<Item>): Resource<Page<Item>> {
  return new Resource<Page<Item>>((signal) => fetch(undefined, signal), known);
}

/** The page after the last one we have, added to it. */
export async function loadMore<Item>(pages: Resource<Page<Item>>, fetch: FetchPage<Item>): Promise<void> {
  const { data, loading } = pages.now.peek();
  if (data?.next === undefined || loading) return;
  await pages.load(async (signal) => {
    const { items, next } = await fetch(data.next, signal);
    const before = pages.now.peek().data ?? data; // what was changed meanwhile stays so
    return { items: [...before.items, ...items], ...(next !== undefined && { next }) };
  });
}

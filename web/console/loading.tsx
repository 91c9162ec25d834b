// Hooks and parts around resource.ts.
//
//     const request = useResource(`request ${number}`, (signal) => rest("GET /api/v1/requests/{number}", { path: { number }, signal }));
//     return <Shown of={request}>{(data) => <Request request={data} />}</Shown>;
//
//     const list = usePages(`requests ${status}`, (after, signal) => rest("GET /api/v1/requests", { query: { status, after }, signal }));
//     return <Shown of={list}>{({ items }) => <><Rows rows={items} /><More of={list} /></>}</Shown>;
//
// The key says what is fetched: under another key it is fetched anew, and what there was goes, unless `keep` says that
// it stays until then (a list that follows what is typed).

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../shared/parts.tsx";
import { Skeleton } from "./lazy.tsx";
import { loadMore, pagesOf, Resource, type Fetch, type FetchPage, type Loaded, type Page } from "./resource.ts";
import type { Refusal } from "./rest.ts";

export interface Held<T> extends Loaded<T> {
  reload(): void;
  /** What there is now, put right after a change of ours. */
  change(update: (data: T) => T): void;
}

export interface HeldPages<Item> extends Held<Page<Item>> {
  loadMore(): void;
}

interface Options {
  /** Show what there is under the key before, until what this one brings is there. */
  readonly keep?: boolean;
}

export function useResource<T>(key: string, fetch: Fetch<T>, options: Options = {}): Held<T> {
  return useHeld(key, (known: T | undefined) => new Resource(fetch, known), options).held;
}

export function usePages<Item>(key: string, fetch: FetchPage<Item>, options: Options = {}): HeldPages<Item> {
  const { held, resource } = useHeld(key, (known: Page<Item> | undefined) => pagesOf(fetch, known), options);
  return { ...held, loadMore: () => void loadMore(resource, fetch) };
}

function useHeld<T>(key: string, make: (known: T | undefined) => Resource<T>, { keep = false }: Options) {
  const before = useRef<Resource<T> | null>(null);
  const resource = useMemo(() => make(keep ? before.current?.now.peek().data : undefined), [key]);
  useEffect(() => {
    before.current = resource;
    void resource.load();
    return () => resource.close();
  }, [resource]);
  const held: Held<T> = {
    ...resource.now.value,
    reload: () => void resource.load(),
    change: (update) => resource.change(update),
  };
  return { held, resource };
}

interface ShownProps<T> {
  readonly of: Held<T>;
  readonly lines?: number;
  readonly children: (data: T) => ComponentChildren;
}

/** What was fetched; before that a skeleton (past 150 ms), and instead of it why not, with a way to try again. */
export function Shown<T>({ of, lines, children }: ShownProps<T>): JSX.Element {
  const { data, refusal, reload } = of;
  return (
    <>
      {refusal !== undefined && <Refused refusal={refusal} again={reload} />}
      {data !== undefined && children(data)}
      {data === undefined && refusal === undefined && <Skeleton {...(lines !== undefined && { lines })} />}
    </>
  );
}

export function Refused({ refusal, again }: { refusal: Refusal; again?: () => void }): JSX.Element {
  return (
    <div class="refused" role="alert">
      <p>{refusal.message}</p>
      {again !== undefined && refusal.code !== "not_found" && refusal.code !== "forbidden" && <Button onClick={again}>Try again</Button>}
    </div>
  );
}

/** Under a list that goes on. */
export function More<Item>({ of, children = "Show more" }: { of: HeldPages<Item>; children?: ComponentChildren }): JSX.Element | null {
  if (of.data?.next === undefined) return null;
  return (
    <p class="more">
      <Button busy={of.loading} onClick={of.loadMore}>
        {children}
      </Button>
    </p>
  );
}

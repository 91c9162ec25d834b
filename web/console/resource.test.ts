import assert from "node:assert/strict";
import { test } from "node:test";
import { loadMore, pagesOf, Resource, type Page } from "./resource.ts";
import { Refusal } from "./rest.ts";

/** Answers come when the test gives them. */
function answers<T>() {
  const asked: { give(answer: T): void; refuse(why: Refusal): void; signal: AbortSignal }[] = [];
  const fetch = (signal: AbortSignal) =>
    new Promise<T>((give, refuse) => {
      asked.push({ give, refuse, signal });
    });
  return { asked, fetch };
}

const LOST = new Refusal({ code: "lost", message: "No server." });

test("it is loading, then there", async () => {
  const { asked, fetch } = answers<string>();
  const resource = new Resource(fetch);
  const done = resource.load();
  assert.deepEqual(resource.now.value, { data: undefined, loading: true, refusal: undefined });

  asked[0]?.give("one");
  await done;

  assert.deepEqual(resource.now.value, { data: "one", loading: false, refusal: undefined });
});

test("what was asked for last counts, whichever comes last", async () => {
  const { asked, fetch } = answers<string>();
  const resource = new Resource(fetch);
  const both = [resource.load(), resource.load()];

  asked[1]?.give("new");
  asked[0]?.give("old");
  await Promise.all(both);

  assert.equal(resource.now.value.data, "new");
  assert.equal(asked[0]?.signal.aborted, true);
});

test("a refusal leaves what is there, and goes when it is tried again", async () => {
  const { asked, fetch } = answers<string>();
  const resource = new Resource(fetch, "known");
  const first = resource.load();
  asked[0]?.refuse(LOST);
  await first;
  assert.deepEqual(resource.now.value, { data: "known", loading: false, refusal: LOST });

  const second = resource.load();
  assert.equal(resource.now.value.refusal, undefined);
  asked[1]?.give("new");
  await second;

  assert.equal(resource.now.value.data, "new");
});

test("what comes after a screen was left changes nothing", async () => {
  const { asked, fetch } = answers<string>();
  const resource = new Resource(fetch);
  const done = resource.load();
  resource.close();
  asked[0]?.give("late");
  await done;

  assert.equal(resource.now.value.data, undefined);
});

test("pages follow each other, each asked for once", async () => {
  const asked: (string | undefined)[] = [];
  const fetch = async (after: string | undefined): Promise<Page<number>> => {
    asked.push(after);
    return after === undefined ? { items: [1, 2], next: "2" } : { items: [3] };
  };
  const pages = pagesOf(fetch);
  await pages.load();
  await Promise.all([loadMore(pages, fetch), loadMore(pages, fetch)]);
  await loadMore(pages, fetch);

  assert.deepEqual(pages.now.value.data, { items: [1, 2, 3] });
  assert.deepEqual(asked, [undefined, "2"]);
});

test("a change of ours is shown without fetching", async () => {
  const resource = new Resource(async () => [1]);
  resource.change((data) => [...data, 2]);
  await resource.load();
  resource.change((data) => [...data, 2]);

  assert.deepEqual(resource.now.value.data, [1, 2]);
});

test("what was being fetched when something changed is fetched anew: it may be from before", async () => {
  const { asked, fetch } = answers<number[]>();
  const resource = new Resource(fetch, [1]);
  void resource.load();
  resource.change((data) => [...data, 2]);
  assert.deepEqual(resource.now.value.data, [1, 2]);

  asked[0]?.give([1]);
  await Promise.resolve();
  assert.deepEqual(resource.now.value, { data: [1, 2], loading: true, refusal: undefined });
  asked[1]?.give([1, 2]);
  await new Promise((resolve) => setTimeout(resolve, 0));

  assert.deepEqual(resource.now.value, { data: [1, 2], loading: false, refusal: undefined });
});

test("a page that comes after a change leaves the change as it is", async () => {
  const { asked, fetch } = answers<Page<number>>();
  const pages = pagesOf((_, signal) => fetch(signal), { items: [1, 2], next: "2" });
  const first = pages.load();
  asked[0]?.give({ items: [1, 2], next: "2" });
  await first;

  void loadMore(pages, (_, signal) => fetch(signal));
  pages.change((page) => ({ ...page, items: page.items.filter((item) => item !== 1) }));
  for (const each of asked) each.give({ items: [3] });
  await new Promise((resolve) => setTimeout(resolve, 0));

  assert.deepEqual(pages.now.value.data, { items: [2, 3] });
});

// Where the agent is, kept in the address: a reload, the back button and a bookmark all lead to the same place.
//
// Chats and the dashboard are always here; every other screen is a name with a path and a query after it, which the
// screen reads for itself (screens.ts): `#/requests/17`, `#/search?q=invoice`.

import { signal, type Signal } from "@preact/signals";

export type Query = Readonly<Record<string, string>>;

export interface ScreenPlace {
  readonly tab: "screen";
  readonly name: string;
  readonly path: readonly string[];
  readonly query: Query;
}

export interface ChatsPlace {
  readonly tab: "chats";
  readonly chat: string | null;
  /** The event of its log to show, where a search has found something: `#/chats/ID?at=17`. */
  readonly at?: number;
}

export type Place = { readonly tab: "dashboard" } | ChatsPlace | ScreenPlace;

/** The place of a screen: `screenPlace("requests", ["17"])`. */
export function screenPlace(name: string, path: readonly string[] = [], query: Query = {}): ScreenPlace {
  return { tab: "screen", name, path, query };
}

export function placeOf(hash: string): Place {
  const [whole = "", search = ""] = cut(hash.replace(/^#\/?/, ""), "?");
  const [tab = "", ...path] = whole.split("/").map(decode);
  if (tab === "dashboard") return { tab };
  if (tab === "" || tab === "chats") return { tab: "chats", chat: path[0] || null, ...eventIn(search) };
  return screenPlace(tab, path.filter((part) => part !== ""), Object.fromEntries(new URLSearchParams(search)));
}

export function addressOf(place: Place): string {
  switch (place.tab) {
    case "dashboard":
      return "#/dashboard";
    case "chats":
      if (place.chat === null) return "#/chats";
      return `#/chats/${encodeURIComponent(place.chat)}${place.at === undefined ? "" : `?at=${place.at}`}`;
    case "screen": {
      const path = [place.name, ...place.path].map(encodeURIComponent).join("/");
      const query = new URLSearchParams(Object.entries(place.query).filter(([, value]) => value !== "")).toString();
      return `#/${path}${query && `?${query}`}`;
    }
  }
}

/** The same screen, so that going from one to the other only changes what it shows. */
export function sameScreen(a: Place, b: Place): boolean {
  return a.tab === "screen" ? b.tab === "screen" && a.name === b.name : a.tab === b.tab;
}

let mayLeave: (next: Place) => boolean = () => true;

/** Ask `may` before the agent goes anywhere else, whichever way; undone by what is returned. */
export function guardPlace(may: (next: Place) => boolean): () => void {
  mayLeave = may;
  return () => {
    if (mayLeave === may) mayLeave = () => true;
  };
}

/** A signal that follows the address, and an address that follows the signal. */
export function addressSignal(): Signal<Place> {
  const place = signal(placeOf(location.hash));
  let here = place.peek();
  const follow = () => {
    if (addressOf(place.peek()) !== location.hash) place.value = placeOf(location.hash);
  };
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  place.subscribe((now) => {
    const address = addressOf(now);
    if (address !== addressOf(here) && !mayLeave(now)) {
      place.value = here; // nobody has drawn the other yet
      return;
    }
    here = now;
    if (address !== location.hash) history.pushState(null, "", address);
  });
  return place;
}

/** Where an answer leads who has waited for it: nowhere, once she has gone elsewhere by herself. Asked before the wait. */
export function leading(place: Signal<Place>, go: (next: Place) => void = (next) => (place.value = next)): (next: Place) => void {
  const from = place.peek();
  return (next) => {
    if (addressOf(place.peek()) === addressOf(from)) go(next);
  };
}

/** Without a step for the back button: for a query that changes with each letter. */
export function replacePlace(place: Signal<Place>, next: Place): void {
  history.replaceState(null, "", addressOf(next));
  place.value = next;
}

function eventIn(search: string): Pick<ChatsPlace, "at"> {
  const at = Number(new URLSearchParams(search).get("at"));
  return Number.isSafeInteger(at) && at > 0 ? { at } : {};
}

function cut(text: string, at: string): [string, string] {
  const found = text.indexOf(at);
  return found < 0 ? [text, ""] : [text.slice(0, found), text.slice(found + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

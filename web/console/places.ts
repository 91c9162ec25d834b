// Where the agent is, kept in the address: a reload, the back button and a bookmark all lead to the same place.

import { signal, type Signal } from "@preact/signals";

export type Place = { tab: "dashboard" } | { tab: "chats"; chat: string | null };

export function placeOf(hash: string): Place {
  const [tab, chat] = hash.replace(/^#\/?/, "").split("/");
  if (tab === "dashboard") return { tab };
  return { tab: "chats", chat: chat ? decode(chat) : null };
}

export function addressOf(place: Place): string {
  if (place.tab === "dashboard") return "#/dashboard";
  return place.chat === null ? "#/chats" : `#/chats/${encodeURIComponent(place.chat)}`;
}

/** A signal that follows the address, and an address that follows the signal. */
export function addressSignal(): Signal<Place> {
  const place = signal(placeOf(location.hash));
  addEventListener("hashchange", () => {
    if (addressOf(place.peek()) !== location.hash) place.value = placeOf(location.hash);
  });
  place.subscribe((now) => {
    const address = addressOf(now);
    if (address !== location.hash) history.pushState(null, "", address);
  });
  addEventListener("popstate", () => (place.value = placeOf(location.hash)));
  return place;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

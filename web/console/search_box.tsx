// The field in the top bar that leads to the search of past chats. Where there is no room for it, ⌘K goes there itself.

import { useLayoutEffect, useState } from "preact/hooks";
import { SearchIcon } from "../shared/icons.tsx";
import { useDesk } from "./desk.ts";
import { screenPlace } from "./places.ts";
import { screenOf } from "./screens.ts";

// What the browser says of its machine; the word only stands there as a hint.
const COMMAND_K = /Mac|iP(hone|ad|od)/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

export function SearchBox() {
  const { place, state } = useDesk();
  const here = place.value;
  const sought = here.tab === "screen" && here.name === "search" ? (here.query["q"] ?? "") : "";
  const [text, setText] = useState(sought);
  useLayoutEffect(() => setText(sought), [sought]);
  if (!screenOf("search")?.may(state.value)) return null;
  const go = (event: Event) => {
    event.preventDefault();
    const query = here.tab === "screen" && here.name === "search" ? here.query : {};
    place.value = screenPlace("search", [], { ...query, q: text.trim() });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setText(sought);
    document.getElementById("main")?.focus();
  };
  return (
    <form class="search-box" role="search" onSubmit={go}>
      <SearchIcon size={16} />
      <input
        id="search"
        type="search"
        class="search-box-field"
        aria-label="Search chats"
        aria-keyshortcuts="Control+K Meta+K"
        placeholder="Search chats"
        autocomplete="off"
        enterkeyhint="search"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <kbd aria-hidden="true">{COMMAND_K}</kbd>
    </form>
  );
}

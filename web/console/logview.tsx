// The scrolling log. Its one promise: what is being read does not move.
//
// At the end it stays at the end; scrolled up it stays where it is and a chip counts what came; older pages are put in
// above without a jump. Reading is told to the server only when the newest line is really in sight. Where a search has
// led here (`at`), it opens at the place found, and older pages are asked for until that is there.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ArrowDownIcon } from "../shared/icons.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { Entry } from "./entries.tsx";
import { firstSeq, lastSeq, type Log } from "./log.ts";
import { isMine } from "./select.ts";
import { itemOf, transcript, type Item } from "./transcript.ts";
import { pageVisible } from "./visible.ts";

// So near the end counts as the end: a line's height, since pixels are rounded.
const END_PX = 24;
// The next older page is asked for before the top is reached, so that scrolling does not stop.
const EARLY_PX = 400;

const NOTHING_GOING = [] as const;

interface LogViewProps {
  readonly card: ChatCard;
  readonly log: Log;
  readonly at?: number | undefined;
}

export function LogView({ card, log, at }: LogViewProps) {
  const { state, commands } = useDesk();
  const me = state.value.me?.id ?? "";
  const going = state.value.outgoing[card.id] ?? NOTHING_GOING;
  const customerRead = card.customer_read ?? 0;
  const items = useMemo(() => transcript(log.events, going, { me, customerRead }), [log.events, going, me, customerRead]);

  // Kept as they are while only something else has changed: a long log is not gone through for each letter typed.
  const found = useMemo(() => foundItem(log, at), [log.events, at]);
  const entries = useMemo(
    () => items.map((item) => <Line key={item.id} item={item} chat={card.id} found={item.id === found} />),
    [items, card.id, found],
  );

  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef({ first: "", height: 0, seq: 0, going: 0 });
  const atEnd = useSignal(true);
  const [missed, setMissed] = useState(0);
  const [loading, setLoading] = useState(false);

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    atEnd.value = true;
    setMissed(0);
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const before = drawn.current;
    const first = firstOf(items);
    const olderCame = before.first !== "" && first !== before.first;
    if (olderCame && !atEnd.value) element.scrollTop += element.scrollHeight - before.height;
    else if (atEnd.value || going.length > before.going) toEnd();
    if (!atEnd.value && before.seq > 0) setMissed((count) => count + newcomers(log, before.seq, me));
    drawn.current = { first, height: element.scrollHeight, seq: lastSeq(log), going: going.length };
  }, [items]);

  const shown = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (at === undefined || shown.current === at || !log.opened) return;
    if (log.more && firstSeq(log) > at) return void commands.openOlder(card.id);
    shown.current = at;
    const entry = box.current?.querySelector<HTMLElement>("[data-found]");
    if (!entry) return;
    atEnd.value = false;
    entry.scrollIntoView({ block: "center" });
    entry.focus({ preventScroll: true });
  }, [log, at]);

  useEffect(() => keepEndInSight(box.current, () => atEnd.value), []);
  useReading(card, lastSeq(log), () => atEnd.value);

  const older = async () => {
    if (loading || !log.more || !log.opened) return;
    setLoading(true);
    await commands.openOlder(card.id);
    setLoading(false);
  };

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    atEnd.value = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    if (atEnd.value) setMissed(0);
    if (element.scrollTop < EARLY_PX) void older();
  };

  return (
    <div class="log-place">
      <div
        class="log"
        ref={box}
        role="log"
        aria-label={`Messages with ${card.customer}`}
        aria-busy={loading}
        tabIndex={0}
        onScroll={onScroll}
      >
        {!log.opened && items.length === 0 && <Skeleton />}
        {log.opened && log.more && (
          <button type="button" class="log-older" disabled={loading} onClick={() => void older()}>
            {loading ? "Loading older messages…" : "Load older messages"}
          </button>
        )}
        <ol class="log-list">{entries}</ol>
      </div>
      {missed > 0 && (
        <button type="button" class="chip-new" onClick={toEnd}>
          <span class="figure">{missed}</span> new <ArrowDownIcon size={16} />
        </button>
      )}
    </div>
  );
}

function Line({ item, chat, found }: { item: Item; chat: string; found: boolean }) {
  return (
    <li class={`entry entry-${item.is}${found ? " entry-found" : ""}`} {...(found && { tabIndex: -1, "data-found": true })}>
      <Entry item={item} chat={chat} />
    </li>
  );
}

function foundItem(log: Log, at: number | undefined): string | undefined {
  const event = at === undefined ? undefined : log.events.find(({ seq }) => seq === at);
  return event && itemOf(event);
}

function firstOf(items: readonly Item[]): string {
  return items.find((item) => item.is !== "day")?.id ?? "";
}

function newcomers(log: Log, after: number, me: string): number {
  return log.events.filter((event) => event.seq > after && event.kind === "message" && event.by.id !== me).length;
}

/** A growing composer or a turned phone changes the height of the box, not what is at its end. */
function keepEndInSight(element: HTMLDivElement | null, atEnd: () => boolean): (() => void) | undefined {
  if (element === null) return undefined;
  const watch = new ResizeObserver(() => {
    if (atEnd()) element.scrollTop = element.scrollHeight;
  });
  watch.observe(element);
  return () => watch.disconnect();
}

/** Tell the server how far the chat's agent has read: only with the tab in sight and the newest line too. */
function useReading(card: ChatCard, seq: number, atEnd: () => boolean): void {
  const { state, commands, link } = useDesk();
  const newest = useSignal(seq);
  newest.value = seq;
  useSignalEffect(() => {
    const seen = state.value.seen[card.id] ?? 0;
    if (!isMine(state.value, state.value.chats[card.id])) return; // who only watches leaves no trace
    if (newest.value > seen && atEnd() && pageVisible.value && link.value.is === "live") commands.read(card.id, newest.value);
  });
}

/** Drawn at once, seen only after 150 ms (CSS), so that a fast answer shows no flicker. */
function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">Loading the conversation</span>
      <i class="skeleton-line" />
      <i class="skeleton-line skeleton-short" />
      <i class="skeleton-line skeleton-mine" />
    </div>
  );
}

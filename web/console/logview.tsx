// The scrolling log. Its one promise: what is being read does not move.
//
// At the end it stays at the end; scrolled up it stays where it is and a chip counts what came; older pages are put in
// above without a jump. Of a long log only the stretch around what is read is drawn (span.ts). Reading is told to the
// server only when the newest line is really in sight. Where a search has led here (`at`), it opens at the place found,
// and older pages are asked for until that is there.
//
// Nothing in here is a live region: what scrolling draws would be read aloud. announcer.tsx says what comes.

import { Component, type RefObject } from "preact";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ArrowDownIcon } from "../shared/icons.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { Entry } from "./entries.tsx";
import { firstSeq, lastSeq, type Log } from "./log.ts";
import { channelName, isMine } from "./select.ts";
import { around, down, END, held, rangeOf, up, type Span } from "./span.ts";
import { itemOf, sameItem, transcript, type Item } from "./transcript.ts";
import { pageVisible } from "./visible.ts";

// So near the end counts as the end: a line's height, since pixels are rounded.
const END_PX = 24;
// More is drawn, and asked for, before its edge is reached, so that scrolling does not stop.
const EARLY_PX = 1200;

const NOTHING_GOING = [] as const;

/** An entry that is in sight, and how far under the upper edge: it must be there again after a change. */
interface Anchor {
  readonly entry: HTMLElement;
  readonly top: number;
}

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
  const channel = (key: string) => channelName(state.peek(), key);
  const items = useMemo(() => transcript(log.events, going, { me, customerRead, channel }), [log.events, going, me, customerRead]);
  const [span, setSpan] = useState<Span>(END);
  const { from, to } = rangeOf(items, span);

  // Kept as they are while only something else has changed: a long log is not gone through for each letter typed.
  const found = useMemo(() => foundItem(log, at), [log.events, at]);
  const entries = useMemo(
    () => items.slice(from, to).map((item) => <Line key={item.id} item={item} chat={card.id} found={item.id === found} />),
    [items, from, to, card.id, found],
  );

  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const before = useRef(entries);
  if (before.current !== entries) {
    before.current = entries;
    anchor.current = anchorIn(list.current, box.current); // as it is now: what is drawn changes after this function
  }
  const drawn = useRef({ seq: 0, going: 0 });
  const atEnd = useSignal(true);
  const [missed, setMissed] = useState(0);
  const [loading, setLoading] = useState(false);

  const toEnd = () => {
    atEnd.value = true;
    setMissed(0);
    setSpan(END);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };

  useLayoutEffect(() => {
    const { seq, going: sent } = drawn.current;
    drawn.current = { seq: lastSeq(log), going: going.length };
    if (going.length > sent) toEnd();
    if (!atEnd.value && seq > 0) setMissed((count) => count + newcomers(log, seq, me));
  }, [items]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    if (atEnd.value) element.scrollTop = element.scrollHeight;
    else if (anchor.current?.entry.isConnected) element.scrollTop += topOf(anchor.current.entry, element) - anchor.current.top;
  }, [entries]);

  const shown = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || at === undefined || shown.current === at || !log.opened) return;
    if (log.more && firstSeq(log) > at) return void commands.openOlder(card.id);
    atEnd.value = false;
    const entry = element.querySelector<HTMLElement>("[data-found]");
    const there = items.some(({ id }) => id === found);
    if (entry === null && there && found !== undefined) return setSpan(around(items, found));
    shown.current = at;
    if (entry !== null) toMiddle(element, entry);
    entry?.focus({ preventScroll: true });
    atEnd.value = to === items.length && below(element) < END_PX;
  }, [log, at, entries]);

  const tall = useRef(0); // pixels, as last observed
  useLayoutEffect(() => keepEndInSight(box.current, tall, () => atEnd.value), []);
  useReading(card, lastSeq(log), () => atEnd.value);

  const older = async () => {
    if (from === 0 && (loading || !log.more || !log.opened)) return;
    if (from === 0) {
      setLoading(true);
      await commands.openOlder(card.id);
      setLoading(false);
    }
    setWanted((count) => count + 1);
  };

  // After the page is there: only then are there items to go up to.
  const [wanted, setWanted] = useState(0);
  useLayoutEffect(() => {
    if (wanted > 0) setSpan((now) => up(items, now));
  }, [wanted]);

  const onScroll = () => {
    const element = box.current;
    if (element === null || element.clientHeight !== tall.current) return; // made smaller or larger, not scrolled
    const wasAtEnd = atEnd.value;
    atEnd.value = to === items.length && below(element) < END_PX;
    if (atEnd.value) setMissed(0);
    else if (wasAtEnd) setSpan(held(items, span));
    if (element.scrollTop < EARLY_PX && !atEnd.value) void older();
    else if (below(element) < EARLY_PX && to < items.length) setSpan(down(items, span));
  };

  return (
    <div class="log-place">
      <div
        class="log"
        ref={box}
        role="log"
        aria-live="off"
        aria-label={`Messages with ${card.customer}`}
        aria-busy={loading}
        tabIndex={0}
        onScroll={onScroll}
      >
        {!log.opened && items.length === 0 && <Skeleton />}
        {log.opened && (log.more || from > 0) && (
          <button type="button" class="log-older" disabled={loading} onClick={() => void older()}>
            {loading ? "Loading older messages…" : "Load older messages"}
          </button>
        )}
        <ol class="log-list" ref={list}>
          {entries}
        </ol>
      </div>
      {(missed > 0 || to < items.length) && (
        <button type="button" class="chip-new" onClick={toEnd}>
          {missed > 0 ? (
            <>
              <span class="figure">{missed}</span> new
            </>
          ) : (
            "To the newest"
          )}{" "}
          <ArrowDownIcon size={16} />
        </button>
      )}
    </div>
  );
}

function below(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

function topOf(entry: HTMLElement, box: HTMLElement): number {
  return entry.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** The first entry that is in sight at all: entries lie under each other, so it is found by halving. Not the heading of a
 * day, which may go up. */
function anchorIn(list: HTMLElement | null, box: HTMLElement | null): Anchor | null {
  if (box === null) return null;
  const entries = (list?.children ?? []) as ArrayLike<HTMLElement>;
  let [low, high] = [0, entries.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && topOf(entry, box) + entry.offsetHeight > 0) high = middle;
    else low = middle + 1;
  }
  const entry = entries[low]?.classList.contains("entry-day") ? entries[low + 1] : entries[low];
  return entry === undefined ? null : { entry, top: topOf(entry, box) };
}

interface LineProps {
  readonly item: Item;
  readonly chat: string;
  readonly found: boolean;
}

/** Drawn again only where it says something else: of a step up through the log most lines stay, of a mark all but a few. */
class Line extends Component<LineProps> {
  override shouldComponentUpdate({ item, chat, found }: LineProps): boolean {
    return chat !== this.props.chat || found !== this.props.found || !sameItem(item, this.props.item);
  }

  override render({ item, chat, found }: LineProps) {
    return (
      <li class={`entry entry-${item.is}${found ? " entry-found" : ""}`} {...(found && { tabIndex: -1, "data-found": true })}>
        <Entry item={item} chat={chat} />
      </li>
    );
  }
}

/** By hand: `scrollIntoView` would move the page around the log as well. */
function toMiddle(box: HTMLElement, entry: HTMLElement): void {
  const inside = entry.getBoundingClientRect();
  box.scrollTop += inside.top - box.getBoundingClientRect().top - (box.clientHeight - inside.height) / 2;
}

function foundItem(log: Log, at: number | undefined): string | undefined {
  const event = at === undefined ? undefined : log.events.find(({ seq }) => seq === at);
  return event && itemOf(event);
}

function newcomers(log: Log, after: number, me: string): number {
  return log.events.filter((event) => event.seq > after && event.kind === "message" && event.by.id !== me).length;
}

/** A growing composer or a turned phone changes the height of the box, not what is at its end. */
function keepEndInSight(element: HTMLDivElement | null, tall: RefObject<number>, atEnd: () => boolean): (() => void) | undefined {
  if (element === null) return undefined;
  const watch = new ResizeObserver(() => {
    tall.current = element.clientHeight;
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

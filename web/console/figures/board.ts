// An agent's tiles: a list in her order, kept by the server. A change shows at once and is sent whole; while one is on
// its way the next waits, and of several that wait only the last is sent. What the server refuses is taken back.

import { signal, type ReadonlySignal } from "@preact/signals";
import type { TileOf } from "../api.ts";
import { moved } from "../texts/order.ts";

export type Tiles = readonly TileOf[];

/** A tile that was removed, and where it was: shown in its place until it is put back or let go. */
export interface Removed {
  readonly tile: TileOf;
  readonly at: number;
}

export interface Board {
  readonly tiles: ReadonlySignal<Tiles>;
  readonly removed: ReadonlySignal<Removed | null>;
  add(tile: TileOf): void;
  change(tile: TileOf): void;
  remove(id: string): void;
  putBack(): void;
  letGo(): void;
  /** Only shown: a tile that is carried is put down by `keep` or goes back by `restore`. */
  move(id: string, to: number): void;
  keep(): void;
  restore(): void;
}

type Save = (tiles: Tiles) => Promise<unknown>;

export function boardOf(known: Tiles, save: Save, refused: (problem: unknown) => void): Board {
  const tiles = signal<Tiles>(known);
  const removed = signal<Removed | null>(null);
  let kept = known;
  let saving = false;

  /** Until what the server has is what is shown. */
  async function send(): Promise<void> {
    if (saving) return;
    saving = true;
    try {
      for (let sent: Tiles = kept; tiles.peek() !== sent; kept = sent) {
        sent = tiles.peek();
        await save(sent);
      }
    } catch (problem) {
      tiles.value = kept;
      refused(problem);
    } finally {
      saving = false;
    }
  }

  function set(next: Tiles): void {
    if (next === tiles.peek()) return;
    tiles.value = next;
    void send();
  }

  const place = (id: string) => tiles.peek().findIndex((tile) => tile.id === id);
  let before: Tiles | null = null;

  return {
    tiles,
    removed,
    add: (tile) => set([...tiles.peek(), tile]),
    change: (tile) => set(tiles.peek().map((each) => (each.id === tile.id ? tile : each))),
    remove(id) {
      const at = place(id);
      const tile = tiles.peek()[at];
      if (tile === undefined) return;
      removed.value = { tile, at };
      set(tiles.peek().filter((each) => each !== tile));
    },
    putBack() {
      const gone = removed.peek();
      if (gone === null) return;
      removed.value = null;
      set([...tiles.peek().slice(0, gone.at), gone.tile, ...tiles.peek().slice(gone.at)]);
    },
    letGo: () => (removed.value = null),
    move(id, to) {
      before ??= tiles.peek();
      tiles.value = moved(tiles.peek(), place(id), to);
    },
    keep() {
      before = null;
      if (tiles.peek() !== kept) void send();
    },
    restore() {
      if (before !== null) tiles.value = before;
      before = null;
      // What was under way when it was lifted may have taken it along to where it was carried.
      if (tiles.peek() !== kept) void send();
    },
  };
}

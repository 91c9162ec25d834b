// Carrying a tile to another place: by its grip with a pointer, by its grip with keys, or step by step from its menu.
// Tiles are found where they are drawn (`data-tile`, `data-tile-grip`).

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Board } from "./board.ts";
import { moveKey, MOVE_WORDS, target } from "./order.ts";

export interface Mover {
  readonly lifted: boolean;
  readonly handlers: {
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onClick: (event: MouseEvent) => void;
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onPointerCancel: (event: PointerEvent) => void;
  };
  /** The same by single steps. */
  readonly steps: readonly { readonly name: string; readonly to: number }[];
  step(to: number): void;
}

// Nearer to an edge than this the page goes on by so much with each move.
const EDGE = 56;
const SCROLL = 14;
const CALM_MS = 160;

/** `name` says a tile's name; `say` announces. The mover of each tile comes from what this returns. */
export function useMoving(board: Board, name: (id: string) => string, say: (words: string) => void): (id: string) => Mover {
  const [lifted, setLifted] = useState<string | null>(null);
  const pointer = useRef<number | null>(null);
  const ids = board.tiles.value.map((tile) => tile.id);
  const order = ids.join();
  useGliding(order);
  // A tile that is carried is drawn in another place, and a browser lets go of the focus of what it takes away.
  useLayoutEffect(() => {
    if (lifted !== null && pointer.current === null) grip(lifted)?.focus();
  }, [order]);
  useLayoutEffect(() => {
    if (lifted !== null && !ids.includes(lifted)) setLifted(null);
  }, [order]);

  const tell = (words: (name: string, at: number, count: number) => string, id: string) =>
    say(words(name(id), place(id), board.tiles.peek().length));
  const place = (id: string) => board.tiles.peek().findIndex((tile) => tile.id === id);

  const lift = (id: string) => {
    setLifted(id);
    tell(MOVE_WORDS.lifted, id);
  };
  const drop = (id: string) => {
    setLifted(null);
    pointer.current = null;
    board.keep();
    tell(MOVE_WORDS.dropped, id);
  };
  const back = (id: string) => {
    setLifted(null);
    pointer.current = null;
    board.restore();
    tell(MOVE_WORDS.back, id);
  };
  const move = (id: string, to: number) => {
    if (to === place(id)) return;
    board.move(id, to);
    tell(MOVE_WORDS.moved, id);
  };

  const keys = (event: KeyboardEvent, id: string) => {
    if (lifted !== id) return; // Enter and Space click, and a click lifts
    if (event.key === "Tab") return drop(id);
    const key = moveKey(event.key, isRtl(event));
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "drop") drop(id);
    else if (key === "cancel") back(id);
    else move(id, target(key, place(id), board.tiles.peek().length));
  };
  const follow = (event: PointerEvent, id: string) => {
    if (pointer.current !== event.pointerId) return;
    const over = tileAt(event);
    const to = over === null ? -1 : place(over);
    if (to >= 0) move(id, to);
    scrollAlong(event);
  };

  return (id) => ({
    lifted: lifted === id,
    handlers: {
      onKeyDown: (event) => keys(event, id),
      // By key or by a screen reader: a pointer has carried it by now.
      onClick: (event) => event.detail === 0 && (lifted === id ? drop(id) : lift(id)),
      onPointerDown(event) {
        if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointer.current = event.pointerId;
        setLifted(id);
      },
      onPointerMove: (event) => follow(event, id),
      onPointerUp: (event) => pointer.current === event.pointerId && drop(id),
      onPointerCancel: (event) => pointer.current === event.pointerId && back(id),
    },
    steps: [
      { name: "Move earlier", to: place(id) - 1 },
      { name: "Move later", to: place(id) + 1 },
    ].filter(({ to }) => to >= 0 && to < ids.length),
    step(to) {
      move(id, to);
      drop(id);
    },
  });
}

function grip(id: string): HTMLElement | null {
  return document.querySelector(`[data-tile="${CSS.escape(id)}"] [data-tile-grip]`);
}

function tileAt({ clientX, clientY }: PointerEvent): string | null {
  const over = document.elementsFromPoint(clientX, clientY).map((element) => element.closest<HTMLElement>("[data-tile]"));
  return over.find((element) => element !== null)?.dataset["tile"] ?? null;
}

function isRtl({ currentTarget }: Event): boolean {
  return currentTarget instanceof Element && getComputedStyle(currentTarget).direction === "rtl";
}

function scrollAlong({ clientY }: PointerEvent): void {
  const page = document.querySelector(".dashboard");
  if (page === null) return;
  const { top, bottom } = page.getBoundingClientRect();
  if (clientY < top + EDGE) page.scrollBy(0, -SCROLL);
  else if (clientY > bottom - EDGE) page.scrollBy(0, SCROLL);
}

/** Tiles glide to their new places, so that the eye can follow; not where motion is unwanted. */
function useGliding(order: string): void {
  const before = useRef<ReadonlyMap<Element, DOMRect>>(new Map());
  useLayoutEffect(() => {
    const tiles = [...document.querySelectorAll("[data-tile]")];
    const now = new Map(tiles.map((tile) => [tile, tile.getBoundingClientRect()] as const));
    const calm = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [tile, to] of now) {
      const from = before.current.get(tile);
      const [x, y] = [(from?.left ?? to.left) - to.left, (from?.top ?? to.top) - to.top];
      if (calm && (x !== 0 || y !== 0)) tile.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], CALM_MS);
    }
    before.current = now;
  }, [order]);
}

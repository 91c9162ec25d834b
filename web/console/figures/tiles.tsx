// An agent's own tiles on the dashboard: added from a gallery, set, carried to where she wants them, removed with a way
// back.

import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { newKey } from "../../shared/key.ts";
import { Button } from "../../shared/parts.tsx";
import { ReturnIcon } from "../../shared/icons.tsx";
import type { KindOf, TileOf } from "../api.ts";
import { say as toast, useDesk } from "../desk.ts";
import { PlusIcon, ReportIcon } from "../icons.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Empty } from "../parts.tsx";
import { asRefusal, rest } from "../rest.ts";
import { boardOf, type Board, type Tiles as TileList } from "./board.ts";
import { KindGallery } from "./kinds.tsx";
import { useMoving } from "./moving.ts";
import { nameOf, Tile } from "./tile.tsx";
import { TileSettings } from "./tile_settings.tsx";
import "./tiles.css";

interface Known {
  readonly kinds: readonly KindOf[];
  readonly tiles: TileList;
}

async function known(signal: AbortSignal): Promise<Known> {
  const [{ items: kinds }, { items: tiles }] = await Promise.all([
    rest("GET /api/v1/dashboard/tile-kinds", { signal }),
    rest("GET /api/v1/dashboard/tiles", { signal }),
  ]);
  return { kinds, tiles };
}

export function Tiles(): JSX.Element {
  const found = useResource("tiles", known);
  return <Shown of={found}>{(data) => <MyTiles known={data} />}</Shown>;
}

function MyTiles({ known: { kinds, tiles: first } }: { known: Known }) {
  const { toasts } = useDesk();
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<"gallery" | TileOf | null>(null);
  const board = useMemo(
    () =>
      boardOf(
        first,
        (items) => rest("PUT /api/v1/dashboard/tiles", { body: { items } }),
        (problem) => toast(toasts, `Your tiles are as they were. ${asRefusal(problem).message}`, "error"),
      ),
    [first],
  );
  const tiles = board.tiles.value;
  const kindOf = (tile: TileOf) => kinds.find(({ kind }) => kind === tile.kind);
  const name = (id: string) => {
    const tile = board.tiles.peek().find((each) => each.id === id);
    const kind = tile && kindOf(tile);
    return tile && kind ? nameOf(tile, kind) : "";
  };
  const moverOf = useMoving(board, name, setWords);
  const add = (kind: KindOf) => {
    const tile: TileOf = { id: newKey(), kind: kind.kind, period: kind.period };
    setOpen(null);
    board.add(tile);
    setWords(`${kind.title} added, place ${board.tiles.peek().length}.`);
    requestAnimationFrame(() => show(tile.id));
  };
  const remove = (tile: TileOf) => {
    setWords(`${name(tile.id)} removed.`);
    board.remove(tile.id);
  };
  return (
    <section class="block tiles-block" aria-labelledby="tiles">
      <header class="tiles-head">
        <h2 class="block-name" id="tiles">
          My tiles
        </h2>
        <Button onClick={() => setOpen("gallery")}>
          <PlusIcon size={16} /> Add a tile
        </Button>
      </header>
      <p class="unseen" id="tile-moving">
        Enter lifts the tile, arrow keys move it.
      </p>
      <p class="unseen" role="status" aria-live="assertive">
        {words}
      </p>
      {tiles.length === 0 && board.removed.value === null ? (
        <Empty icon={<ReportIcon size={28} />} title="No tiles yet">
          Add the figures that you want to keep an eye on. They are yours alone, on every device.
        </Empty>
      ) : (
        <ul class="tiles">
          {withGap(board).map((each) =>
            each === "gap" ? (
              <Gap key="gap" board={board} kindOf={kindOf} say={setWords} />
            ) : (
              <OneTile key={each.id} tile={each} kind={kindOf(each)} mover={moverOf(each.id)} onSettings={() => setOpen(each)} onRemove={() => remove(each)} />
            ),
          )}
        </ul>
      )}
      {open === "gallery" && <KindGallery kinds={kinds} onPick={add} onClose={() => setOpen(null)} />}
      {open !== null && open !== "gallery" && kindOf(open) !== undefined && (
        <TileSettings
          tile={open}
          kind={kindOf(open)!}
          onSave={(tile) => {
            setOpen(null);
            board.change(tile);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

type OneTileProps = Omit<Parameters<typeof Tile>[0], "kind"> & { readonly kind: KindOf | undefined };

/** A tile of a kind that this console does not know is left where it is, for one that does. */
function OneTile({ kind, ...rest }: OneTileProps) {
  return kind === undefined ? null : <Tile kind={kind} {...rest} />;
}

function withGap({ tiles, removed }: Board): readonly (TileOf | "gap")[] {
  const gone = removed.value;
  if (gone === null) return tiles.value;
  return [...tiles.value.slice(0, gone.at), "gap", ...tiles.value.slice(gone.at)];
}

/** In the place of a tile that was removed, with the focus on the way back. It does not run out. */
function Gap({ board, kindOf, say }: { board: Board; kindOf: (tile: TileOf) => KindOf | undefined; say: (words: string) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const gone = board.removed.value;
  useLayoutEffect(() => button.current?.focus(), [gone]);
  if (gone === null) return null;
  const kind = kindOf(gone.tile);
  const name = kind === undefined ? "The tile" : nameOf(gone.tile, kind);
  const undo = () => {
    board.putBack();
    say(`${name} is back.`);
    requestAnimationFrame(() => show(gone.tile.id));
  };
  const letGo = () => {
    board.letGo();
    document.querySelector<HTMLElement>(".tiles-head .button")?.focus();
  };
  return (
    <li class="tile tile-gap">
      <p>
        <bdi class="tile-gap-name">{name}</bdi> is removed.
      </p>
      <p class="tile-gap-acts">
        <Button buttonRef={button} onClick={undo}>
          <ReturnIcon size={16} /> Undo
        </Button>
        <Button look="quiet" onClick={letGo}>
          Close
        </Button>
      </p>
    </li>
  );
}

function show(id: string): void {
  const tile = document.querySelector(`[data-tile="${CSS.escape(id)}"]`);
  tile?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  tile?.querySelector<HTMLElement>("[data-tile-grip]")?.focus({ preventScroll: true });
}

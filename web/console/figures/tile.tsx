// One tile: what it is of, its headline, its chart or table, and what can be done with it.

import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { IconButton } from "../../shared/parts.tsx";
import { MoreIcon } from "../../shared/icons.tsx";
import type { KindOf, TileOf, TileOut } from "../api.ts";
import { LOCALE } from "../dates.ts";
import { useDesk } from "../desk.ts";
import { DownloadIcon } from "../../shared/file_icons.tsx";
import { GripIcon, SettingsIcon, TrashIcon } from "../icons_later.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Menu, type MenuEntry } from "../parts.tsx";
import { addressOf, rest } from "../rest.ts";
import { channelName } from "../select.ts";
import { ownZone } from "./calendar.ts";
import { Swatch } from "./chart.tsx";
import { charted, isEmpty, ofReport } from "./data.ts";
import type { Mover } from "./moving.ts";
import { daysOfTile, daysWords, PERIOD_WORDS, type Period } from "./periods.ts";
import { download } from "./saving.ts";
import { headline } from "./tile_words.ts";
import { FigureView, isTable, ViewToggle } from "./view.tsx";
import { plural } from "./words.ts";

// A minute: the strip above is live, a tile looks back over days.
const REFRESH_MS = 60_000;

interface TileProps {
  readonly tile: TileOf;
  readonly kind: KindOf;
  readonly mover: Mover;
  readonly onSettings: () => void;
  readonly onRemove: () => void;
}

export function Tile({ tile, kind, mover, onSettings, onRemove }: TileProps): JSX.Element {
  const id = useId();
  const name = nameOf(tile, kind);
  const query = queryOf(tile);
  const shown = useResource(JSON.stringify(query), (signal) => rest("GET /api/v1/reports/tile", { query, signal }), { keep: true });
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && shown.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [JSON.stringify(query)]);
  const entries: readonly MenuEntry[] = [
    { name: "Settings", icon: <SettingsIcon />, act: onSettings },
    { name: "Download as CSV", icon: <DownloadIcon />, act: () => download(addressOf("/api/v1/reports/tile.csv", {}, query)) },
    ...mover.steps.map(({ name: step, to }) => ({ name: step, icon: <GripIcon />, act: () => mover.step(to) })),
    { name: "Remove", icon: <TrashIcon />, danger: true, act: onRemove },
  ];
  return (
    <li class={mover.lifted ? "tile tile-lifted" : "tile"} data-tile={tile.id} aria-labelledby={id}>
      <header class="tile-head">
        <IconButton
          label={`Move ${name}`}
          aria-describedby="tile-moving"
          aria-pressed={mover.lifted}
          data-tile-grip
          {...mover.handlers}
        >
          <GripIcon />
        </IconButton>
        <div class="tile-names">
          <h3 class="tile-name" id={id}>
            <bdi>{name}</bdi>
          </h3>
          <p class="tile-of">
            <TileOfWhat tile={tile} kind={kind} />
          </p>
        </div>
        <ViewToggle id={viewId(tile)} name={name} />
        <Menu id={`tile-menu-${tile.id}`} label={`More for ${name}`} icon={<MoreIcon />} entries={entries} />
      </header>
      <div class="tile-body">
        <Shown of={shown} lines={3}>
          {(data) => <TileFigures id={viewId(tile)} name={name} data={data} />}
        </Shown>
      </div>
    </li>
  );
}

export function nameOf({ title }: TileOf, kind: KindOf): string {
  return title || kind.title;
}

export function periodOf({ period }: TileOf, kind: KindOf): Period {
  return period ?? kind.period;
}

function TileOfWhat({ tile, kind }: { tile: TileOf; kind: KindOf }) {
  const { state } = useDesk();
  const channels = tile.channels ?? [];
  const names = channels.map((key) => channelName(state.value, key)).join(", ");
  return (
    <span title={names || undefined}>
      {periodWords(tile, kind)} · <bdi>{channels.length === 0 ? "all channels" : channels.length < 3 ? names : plural(channels.length, "channel", "channels")}</bdi>
    </span>
  );
}

function periodWords(tile: TileOf, kind: KindOf): string {
  const period = periodOf(tile, kind);
  const own = daysOfTile(tile);
  return period === "custom" ? (own === null ? "" : daysWords(own, LOCALE)) : PERIOD_WORDS[period];
}

function TileFigures({ id, name, data }: { id: string; name: string; data: TileOut }) {
  const figures = ofReport(data, data.chart === "line");
  const said = headline(data);
  const drawn = charted(figures);
  // Several lines are told apart beside their numbers; a table needs no signs.
  const sign = (key: string) => {
    const series = drawn.series.findIndex((each) => each.key === key);
    return drawn.series.length < 2 || series < 0 || isTable(id) ? null : <Swatch series={series} lines={drawn.drawn === "lines"} />;
  };
  if (said === null && isEmpty(figures)) return <p class="tile-empty">Nothing to measure in this period.</p>;
  return (
    <>
      {said !== null && (
        <div class="tile-headline">
          {said.of !== undefined && <p class="tile-headline-of">
              {sign(data.figures[0]?.id ?? "")} {said.of}
            </p>}
          <p class="tile-large figure">
            <bdi>{said.large}</bdi>
          </p>
          <p class="tile-rest">
            {said.rest.map(({ key, name: title, value }) => (
              <span key={key} class="tile-rest-part">
                {sign(key)} {title} <bdi class="tile-rest-value figure">{value}</bdi>
              </span>
            ))}
          </p>
        </div>
      )}
      <div class="tile-figure">
        <FigureView id={id} name={name} data={figures} height="fill" legend={said === null} total={data.total} />
      </div>
    </>
  );
}

function viewId({ id }: TileOf): string {
  return `tile-${id}`;
}

function queryOf({ kind, period, from, to, channels }: TileOf) {
  const own = period === "custom" && from && to ? { from, to } : {};
  return { kind, channels: channels ?? [], tz: ownZone(), ...(period !== undefined && { period }), ...own };
}

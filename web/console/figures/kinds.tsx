// The gallery of tiles: each kind with a picture of what it looks like. The pictures are the charts themselves, of a
// made-up shop.

import type { JSX } from "preact";
import type { KindOf } from "../api.ts";
import { Dialog } from "../parts.tsx";
import { Chart } from "./chart.tsx";
import type { Data, Drawn } from "./data.ts";
import type { Unit, Value } from "./words.ts";
import "./kinds.css";

interface KindGalleryProps {
  readonly kinds: readonly KindOf[];
  readonly onPick: (kind: KindOf) => void;
  readonly onClose: () => void;
}

export function KindGallery({ kinds, onPick, onClose }: KindGalleryProps): JSX.Element {
  return (
    <Dialog title="Add a tile" onClose={onClose} wide>
      <ul class="kinds">
        {kinds.map((kind) => (
          <li key={kind.kind} class="kind-place">
            <button type="button" class="kind" onClick={() => onPick(kind)}>
              <span class="kind-picture" aria-hidden="true">
                <Picture of={kind.kind} />
              </span>
              <span class="kind-name">{kind.title}</span>
              <span class="kind-about">{kind.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Picture({ of }: { of: KindOf["kind"] }) {
  return <Chart name="" data={SAMPLES[of]} height={96} />;
}

const MINUTE = 60_000;

function sample(drawn: Drawn, unit: Unit, names: readonly string[], ...values: readonly (readonly Value[])[]): Data {
  return {
    drawn,
    by: "",
    labels: names.map((name, at) => ({ key: String(at), short: name, long: name })),
    series: values.map((each, at) => ({ key: String(at), name: String(at), unit, values: each })),
  };
}

const DAYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
const HOURS = ["8", "9", "10", "11", "12", "13", "14", "15", "16", "17"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"];

const SAMPLES: Readonly<Record<KindOf["kind"], Data>> = {
  best_rating: sample("bars", "stars", ["Kari", "Ola"], [4.8, 4.5]),
  chats_per_month: sample("columns", "chats", MONTHS, [120, 150, 140, 190, 175, 210], [110, 141, 128, 180, 160, 200]),
  busy_hour: sample("columns", "chats", HOURS, [3, 9, 14, 18, 12, 8, 13, 16, 11, 5]),
  my_rating: sample("lines", "stars", DAYS, [4.2, 4.4, 4.1, 4.6, 4.5, 4.8, 4.6, 4.7, 4.9, 4.8]),
  abandonment: sample("lines", "share", DAYS, [0.12, 0.09, 0.1, 0.07, 0.08, 0.05, 0.06, 0.04, 0.05, 0.03]),
  waiting_percentiles: sample(
    "lines",
    "ms",
    DAYS,
    [30, 35, 28, 40, 33, 30, 25, 31, 29, 27].map((seconds) => seconds * 1_000),
    [95, 110, 90, 140, 120, 105, 80, 100, 92, 85].map((seconds) => seconds * 1_000),
  ),
  chats_per_channel: sample("bars", "chats", ["Support", "Sales"], [84, 31]),
  first_response: sample("lines", "ms", DAYS, [1.2, 1.1, 1.3, 0.9, 1, 0.8, 0.9, 0.7, 0.8, 0.6].map((minutes) => minutes * MINUTE)),
};

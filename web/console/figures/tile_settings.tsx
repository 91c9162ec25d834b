// A tile's settings: what it is called, its period, its channels.

import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { KindOf, TileOf } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Dialog } from "../parts.tsx";
import { daysLater, isoOf, ownZone } from "./calendar.ts";
import { ChannelChoice } from "./channel_choice.tsx";
import { CUSTOM_WORDS, daysOf, daysOfTile, keptOf, ownDays, PERIOD_WORDS, PERIODS, type Period } from "./periods.ts";
import { Field, type Wired } from "../texts/fields.tsx";
import { nameOf, periodOf } from "./tile.tsx";

const TITLE_MAX = 100;

interface TileSettingsProps {
  readonly tile: TileOf;
  readonly kind: KindOf;
  readonly onSave: (tile: TileOf) => void;
  readonly onClose: () => void;
}

export function TileSettings({ tile, kind, onSave, onClose }: TileSettingsProps): JSX.Element {
  const { state, now } = useDesk();
  const [title, setTitle] = useState(tile.title ?? "");
  const [period, setPeriod] = useState<Period>(periodOf(tile, kind));
  // What it shows until now is what its own days begin with.
  const shown = daysOfTile(tile) ?? daysOf(period === "custom" ? "this_month" : period, now.peek(), ownZone());
  const [first, setFirst] = useState(isoOf(shown.from));
  const [last, setLast] = useState(isoOf(daysLater(shown.until, -1)));
  const [tried, setTried] = useState(false);
  const [channels, setChannels] = useState(tile.channels ?? []);
  const id = useId();
  const days = ownDays(first, last);
  const wrong = tried && typeof days === "string" ? days : undefined;
  const save = (event: Event) => {
    event.preventDefault();
    const { id, kind: of } = tile;
    if (period !== "custom") return onSave({ id, kind: of, title: title.trim(), period, channels });
    if (typeof days === "string") return setTried(true);
    onSave({ id, kind: of, title: title.trim(), period, ...keptOf(days), channels });
  };
  return (
    <Dialog title={`Settings of ${nameOf(tile, kind)}`} onClose={onClose}>
      <form class="tile-settings" onSubmit={save}>
        <p class="muted">{kind.about}</p>
        <label class="tile-field" for={`${id}-title`}>
          <span class="tile-field-name">Name</span>
          <input
            class="input"
            id={`${id}-title`}
            value={title}
            maxLength={TITLE_MAX}
            placeholder={kind.title}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <label class="tile-field" for={`${id}-period`}>
          <span class="tile-field-name">Period</span>
          <select class="select" id={`${id}-period`} value={period} onChange={(event) => setPeriod(event.currentTarget.value as Period)}>
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {PERIOD_WORDS[each]}
              </option>
            ))}
            <option value="custom">{CUSTOM_WORDS}</option>
          </select>
        </label>
        {period === "custom" && (
          <div class="tile-days">
            <Field label="First day" wrong={wrong}>
              {(wired) => <Day {...wired} value={first} onChange={setFirst} />}
            </Field>
            <Field label="Last day">{(wired) => <Day {...wired} value={last} onChange={setLast} />}</Field>
          </div>
        )}
        <ChannelChoice channels={state.value.channels} chosen={channels} onChange={setChannels} />
        <p class="tile-settings-acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function Day({ value, onChange, ...wired }: Wired & { value: string; onChange: (day: string) => void }) {
  return <input {...wired} class="input" type="date" min="2000-01-01" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}

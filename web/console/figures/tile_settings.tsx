// A tile's settings: what it is called, its period, its channels.

import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { KindOf, TileOf } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Dialog } from "../parts.tsx";
import { ChannelChoice } from "./channel_choice.tsx";
import { PERIOD_WORDS, PERIODS, type Named } from "./periods.ts";
import { nameOf, periodOf } from "./tile.tsx";

const TITLE_MAX = 100;

interface TileSettingsProps {
  readonly tile: TileOf;
  readonly kind: KindOf;
  readonly onSave: (tile: TileOf) => void;
  readonly onClose: () => void;
}

export function TileSettings({ tile, kind, onSave, onClose }: TileSettingsProps): JSX.Element {
  const { state } = useDesk();
  const [title, setTitle] = useState(tile.title ?? "");
  const [period, setPeriod] = useState<Named>(periodOf(tile, kind));
  const [channels, setChannels] = useState(tile.channels ?? []);
  const id = useId();
  const save = (event: Event) => {
    event.preventDefault();
    onSave({ ...tile, title: title.trim(), period, channels });
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
          <select class="select" id={`${id}-period`} value={period} onChange={(event) => setPeriod(event.currentTarget.value as Named)}>
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {PERIOD_WORDS[each]}
              </option>
            ))}
          </select>
        </label>
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

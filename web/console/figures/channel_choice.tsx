// Which channels are added up: none chosen is all of them, also those that come later.

import type { JSX } from "preact";

interface ChannelChoiceProps {
  readonly channels: readonly { readonly key: string; readonly name: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

export function ChannelChoice({ channels, chosen, onChange }: ChannelChoiceProps): JSX.Element {
  const toggle = (key: string) => onChange(chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]);
  return (
    <fieldset class="channel-choice">
      <legend class="tile-field-name">Channels</legend>
      <label class="check">
        <input type="checkbox" checked={chosen.length === 0} onChange={() => onChange([])} />
        <span>All channels</span>
      </label>
      {channels.map(({ key, name }) => (
        <label key={key} class="check">
          <input type="checkbox" checked={chosen.includes(key)} onChange={() => toggle(key)} />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

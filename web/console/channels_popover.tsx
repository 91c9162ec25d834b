// "2 of 3 channels open" opens them as a list: how each of mine stands, and why one is closed.

import type { JSX } from "preact";
import { DownIcon } from "../shared/icons.tsx";
import { useDesk } from "./desk.ts";
import { Popover } from "./parts.tsx";
import { standingOf } from "./select.ts";
import { Standing } from "./standing.tsx";

export function ChannelsPopover(): JSX.Element | null {
  const { state } = useDesk();
  const { channels } = state.value;
  if (channels.length === 0) return null;
  const open = channels.filter(({ state: now }) => now === "open").length;
  const label = (
    <>
      <span>
        <strong class="figure">{open}</strong> of {channels.length} {channels.length === 1 ? "channel" : "channels"} open
      </span>
      <DownIcon size={16} />
    </>
  );
  return (
    <Popover label={label} name="Channels" look="agents">
      {() => (
        <ul class="agents-list">
          {channels.map((channel) => (
            <li key={channel.key} class="channel-here">
              <strong class="channel-here-name">{channel.name}</strong>
              <Standing of={standingOf(state.value, channel)} />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

// "y agents available" opens the colleagues as a list: who is there, how many chats each has, and since when.

import { DownIcon } from "../shared/icons.tsx";
import { Avatar } from "../shared/parts.tsx";
import type { AgentCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { Ago } from "./moments.tsx";
import { Popover } from "./parts.tsx";
import { available, colleagues } from "./select.ts";

export function AgentsPopover() {
  const { state, channel } = useDesk();
  const count = available(state.value, channel.value);
  const label = (
    <>
      <span>
        <strong class="figure">{count}</strong> {count === 1 ? "agent" : "agents"} available
      </span>
      <DownIcon size={16} />
    </>
  );
  return (
    <Popover label={label} name="Agents" look="agents">
      {() => (
        <ul class="agents-list">
          {colleagues(state.value, channel.value).map((agent) => (
            <li key={agent.id} class="agent">
              <Avatar name={agent.name} photo={agent.photo} />
              <span class="agent-name">
                {agent.name}
                {agent.id === state.value.me?.id && <span class="muted"> (you)</span>}
              </span>
              <span class="agent-chats">{agent.chats === 1 ? "1 chat" : `${agent.chats} chats`}</span>
              <span class={`agent-presence agent-${presenceOf(agent)}`}>
                {WORD[presenceOf(agent)]}, <Ago at={agent.since_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

type Presence = "present" | "away" | "offline";

const WORD: Readonly<Record<Presence, string>> = { present: "Present", away: "Away", offline: "Not connected" };

function presenceOf(agent: AgentCard): Presence {
  return agent.connected ? agent.status : "offline";
}

// What of the requests is for this agent. The server decides; this keeps off the screen what it would refuse.

import type { ChannelRef } from "../../shared/protocol.ts";
import type { State } from "../state.ts";

/** The channels on whose requests she may work: an admin on all of them. */
export function workableChannels(state: State): readonly ChannelRef[] {
  if (state.me?.role === "admin") return state.allChannels;
  return state.channels.filter(({ rights }) => rights.respond || rights.manage).map(({ key, name }) => ({ key, name }));
}

export function mayWork(state: State): boolean {
  return workableChannels(state).length > 0;
}

// The sections of the panel beside a conversation, from top to bottom. To add one: a component below, in its place.
//
// Each is drawn anew for each chat (the panel is keyed by it), and fetches what it shows itself. Big ones are
// `lazy(() => import("../contacts/panel.tsx"))`. A section that has nothing to say for a chat returns null.

import type { ComponentType } from "preact";
import type { ChatCard } from "../../shared/protocol.ts";
import { lazy } from "../lazy.tsx";
import { Facts } from "./facts.tsx";

export interface SectionProps {
  readonly card: ChatCard;
}

export const PANEL_SECTIONS: readonly ComponentType<SectionProps>[] = [
  lazy(() => import("../contacts/panel.tsx")),
  Facts,
];

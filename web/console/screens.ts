// Every screen beside Chats and Dashboard. To add one:
//
// 1. `web/console/NAME/screen.tsx` with a default export, a component that takes `ScreenProps`. It draws a
//    `<ScreenPage title="Requests">` (screen.tsx), which gives it its heading, its place for buttons and its scrolling.
//    It reads `path` and `query` (`#/NAME/17?status=open` is path ["17"], query {status: "open"}) and goes elsewhere
//    by `place.value = screenPlace("NAME", ["18"])` of `useDesk()`, or a plain link with `href={addressOf(…)}`.
// 2. Its styles by `import "./NAME.css"` in the files that use them, its classes named after it (`.requests-row`).
// 3. One entry below, with the rest of the screen behind `import()`: the first paint has a budget.
//
// An entry is in the rail where it has an icon and `may` allows it; `key` is the letter after G, and is listed in the
// overview of keys. Where `may` forbids, the address says so instead of showing it; the server decides in any case.
// Data comes by rest.ts and `useResource` of loading.tsx; live pushes and commands by `useDesk()` as everywhere.

import type { ComponentType, JSX } from "preact";
import { PeopleIcon, SearchIcon } from "../shared/icons.tsx";
import { AuditIcon, ChannelsIcon, FolderIcon, HeadsetIcon, MailIcon, ReportIcon, TextsIcon, TicketIcon, WebhooksIcon } from "./icons.tsx";
import { lazy, type Load } from "./lazy.tsx";
import type { Query } from "./places.ts";
import type { State } from "./state.ts";

export interface ScreenProps {
  readonly path: readonly string[];
  readonly query: Query;
}

export interface Screen {
  /** The first part of its address. */
  readonly name: string;
  readonly label: string;
  readonly icon?: (props: { readonly size?: number }) => JSX.Element;
  /** After G. */
  readonly key?: string;
  /** The lower end of the rail: what one visits seldom. */
  readonly low?: boolean;
  /** Without an icon of its own: the entry of the rail that is lit for it. */
  readonly under?: string;
  readonly may: (state: State) => boolean;
  readonly Part: ComponentType<ScreenProps>;
}

export const everybody = (): boolean => true;
export const admins = (state: State): boolean => state.me?.role === "admin";
/** Who manages at least one channel, and admins. */
export const managers = (state: State): boolean => admins(state) || state.channels.some(({ rights }) => rights.manage);

/** `screen({ name: "requests", label: "Requests", icon: TicketIcon, key: "r", may: everybody }, () => import("./requests/screen.tsx"))` */
export function screen(about: Omit<Screen, "Part">, load: Load<ScreenProps>): Screen {
  return { ...about, Part: lazy(load) };
}

export const SCREENS: readonly Screen[] = [
  screen({ name: "requests", label: "Requests", icon: TicketIcon, key: "r", may: everybody }, () => import("./requests/screen.tsx")),
  screen({ name: "contacts", label: "Contacts", icon: PeopleIcon, key: "o", may: everybody }, () => import("./contacts/screen.tsx")),
  screen({ name: "companies", label: "Companies", under: "contacts", may: everybody }, () => import("./contacts/companies_screen.tsx")),
  screen({ name: "search", label: "Search chats", icon: SearchIcon, key: "s", may: everybody }, () => import("./search/screen.tsx")),
  screen({ name: "texts", label: "Texts", icon: TextsIcon, key: "t", may: everybody }, () => import("./texts/screen.tsx")),
  screen({ name: "reports", label: "Reports", icon: ReportIcon, key: "p", may: everybody }, () => import("./reports/screen.tsx")),
  screen({ name: "documents", label: "Documents", icon: FolderIcon, low: true, may: admins }, () => import("./documents/screen.tsx")),
  screen({ name: "channels", label: "Channels", icon: ChannelsIcon, low: true, may: admins }, () => import("./admin/channels_screen.tsx")),
  screen({ name: "agents", label: "Agents", icon: HeadsetIcon, low: true, may: admins }, () => import("./admin/agents_screen.tsx")),
  screen({ name: "webhooks", label: "Webhooks", icon: WebhooksIcon, low: true, may: admins }, () => import("./admin/webhooks_screen.tsx")),
  screen({ name: "mail", label: "Outgoing mail", icon: MailIcon, low: true, may: admins }, () => import("./admin/mail_screen.tsx")),
  screen({ name: "audit", label: "Audit log", icon: AuditIcon, low: true, may: admins }, () => import("./admin/audit_screen.tsx")),
  screen({ name: "categories", label: "Request categories", under: "requests", may: admins }, () => import("./admin/categories_screen.tsx")),
  screen({ name: "account", label: "Your account", may: everybody }, () => import("./admin/account_screen.tsx")),
];

export function screenOf(name: string): Screen | undefined {
  return SCREENS.find((each) => each.name === name);
}

// The frame around both screens: rail, top bar with the tabs, the bar that tells of a lost link, and the keys.

import { useComputed } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { ChatIcon } from "../shared/icons.tsx";
import { AccountMenu } from "./account.tsx";
import { Alerts } from "./alerts.tsx";
import { Announcer } from "./announcer.tsx";
import { Chats } from "./chats.tsx";
import { useDesk } from "./desk.ts";
import { DIALOGS, type DialogProps, type DialogName } from "./dialog_list.ts";
import { useKeys } from "./hands.ts";
import { DashboardIcon, Logo, MenuIcon } from "./icons.tsx";
import { warns } from "./keep.ts";
import { FileInLog } from "./files/in_log.tsx";
import { fetchSoon, lazy } from "./lazy.tsx";
import { Badge, Menu, Switch } from "./parts.tsx";
import { addressOf, screenPlace, type Place } from "./places.ts";
import { askedOfMe, handling, incoming, title, unreadTotal } from "./select.ts";
import { SearchBox } from "./search_box.tsx";
import { ScreenHere } from "./screen.tsx";
import { SCREENS, screenOf } from "./screens.ts";
import { Toasts } from "./toasts.tsx";
import "./shell.css";

const TABS = ["chats", "dashboard"] as const;
type Tab = (typeof TABS)[number];

const TAB_NAME: Readonly<Record<Tab, string>> = { chats: "Chats", dashboard: "Dashboard" };
const TAB_ICON = { chats: <ChatIcon />, dashboard: <DashboardIcon /> } as const;

const Dashboard = lazy<object>(() => import("./dashboard.tsx").then((part) => ({ default: part.Dashboard })));

// What one key opens at any moment, and what a log may hold; the rest comes when it is asked for.
const SOON = [Dashboard, FileInLog, DIALOGS.transfer, DIALOGS.request, DIALOGS.texts, DIALOGS.keys];

export function Shell() {
  const { place, state, pageTitle } = useDesk();
  useKeys();
  const words = useComputed(() => title(state.value, { warnings: warns.title.value, page: pageTitle.value }));
  useEffect(() => {
    document.title = words.value;
  }, [words.value]);
  useEffect(() => fetchSoon(SOON), []);
  const inChat = place.value.tab === "chats" && place.value.chat !== null;
  return (
    <div class={inChat ? "shell shell-in-chat" : "shell"}>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <Rail />
      <TopBar />
      <LinkBar />
      <main class="main" id="main" tabIndex={-1}>
        <Here place={place.value} />
      </main>
      <DialogHere />
      <Alerts />
      <Toasts />
      <Announcer />
    </div>
  );
}

function Here({ place }: { place: Place }) {
  switch (place.tab) {
    case "dashboard":
      return <Dashboard />;
    case "chats":
      return <Chats selected={place.chat} at={place.at} />;
    case "screen":
      return <ScreenHere place={place} />;
  }
}

function DialogHere() {
  const { dialog } = useDesk();
  const open = dialog.value;
  if (open === null) return null;
  // Each name has the arguments of its own dialog, which the table says and this line cannot.
  const Open = DIALOGS[open.is] as ComponentType<DialogProps<DialogName>>;
  // Itself alone: what it waited for may come when another has been opened since.
  const close = () => {
    if (dialog.peek() === open) dialog.value = null;
  };
  return <Open key={open.is} {...open} close={close} />;
}

// The address is where the agent is, so a plain fragment link would lead away.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function placeFor(tab: Tab): Place {
  return tab === "chats" ? { tab, chat: null } : { tab };
}

function Rail() {
  const { place, state } = useDesk();
  const unread = unreadTotal(state.value);
  const now = place.value;
  const screens = SCREENS.filter(({ icon, may }) => icon !== undefined && may(state.value));
  const lit = now.tab === "screen" ? (screenOf(now.name)?.under ?? now.name) : null;
  const links = (low: boolean) =>
    screens
      .filter((screen) => (screen.low ?? false) === low)
      .map(({ name, label, icon: Icon }) => (
        <RailLink key={name} to={screenPlace(name)} label={label} icon={Icon && <Icon />} here={lit === name} />
      ));
  return (
    <nav class="rail" aria-label="Switchboard">
      <span class="rail-logo">
        <Logo />
      </span>
      {TABS.map((tab) => (
        <RailLink key={tab} to={placeFor(tab)} label={TAB_NAME[tab]} icon={TAB_ICON[tab]} here={now.tab === tab}>
          {tab === "chats" && unread > 0 && <span class="rail-dot" title={`${unread} unread`} />}
        </RailLink>
      ))}
      {links(false)}
      <span class="rail-space" />
      {links(true)}
    </nav>
  );
}

interface RailLinkProps {
  readonly to: Place;
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly here: boolean;
  readonly children?: ComponentChildren;
}

function RailLink({ to, label, icon, here, children }: RailLinkProps) {
  return (
    <a class="rail-item" href={addressOf(to)} aria-current={here ? "page" : undefined} title={label}>
      {icon}
      <span class="unseen">{label}</span>
      {children}
    </a>
  );
}

function TopBar() {
  const { state } = useDesk();
  const mine = handling(state.value).length + askedOfMe(state.value).length;
  const queued = incoming(state.value, null).length;
  return (
    <header class="topbar">
      <h1 class="unseen">Switchboard</h1>
      <Places />
      <nav class="tabs" aria-label="Chat">
        <TabLink
          tab="chats"
          count={mine}
          says={plural(mine, "chat of yours", "chats of yours")}
        />
        <TabLink
          tab="dashboard"
          count={queued}
          says={plural(queued, "customer waiting", "customers waiting")}
          loud
        />
      </nav>
      <SearchBox />
      <div class="topbar-end">
        <PresenceSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}

/** Where there is no rail: the same places as a menu. */
function Places() {
  const { place, state } = useDesk();
  const entries = SCREENS.filter(({ icon, may }) => icon !== undefined && may(state.value)).map(({ name, label, icon: Icon }) => ({
    name: label,
    icon: Icon && <Icon />,
    act: () => (place.value = screenPlace(name)),
  }));
  if (entries.length === 0) return null;
  return (
    <div class="places">
      <Menu id="places" label="More places" icon={<MenuIcon />} entries={entries} />
    </div>
  );
}

function TabLink({ tab, count, says, loud = false }: { tab: Tab; count: number; says: string; loud?: boolean }) {
  const { place } = useDesk();
  return (
    <a class="tab" href={addressOf(placeFor(tab))} aria-current={place.value.tab === tab ? "page" : undefined}>
      <span class="tab-icon">{TAB_ICON[tab]}</span>
      <span class="tab-name">{TAB_NAME[tab]}</span>
      <span class="tab-count">
        <Badge count={count} says={says} loud={loud} />
      </span>
    </a>
  );
}

function PresenceSwitch() {
  const { state, commands } = useDesk();
  const present = state.value.presence === "present";
  return (
    <Switch on={present} onChange={(on) => commands.choosePresence(on ? "present" : "away")}>
      <span class="switch-words">
        <span class="unseen">Presence: </span>
        {present ? "Present" : "Away"}
      </span>
    </Switch>
  );
}

function LinkBar() {
  const { link } = useDesk();
  const now = link.value;
  return (
    <div class="linkbar-place" role="status">
      {now.is === "lost" && (
        <p class="linkbar">
          <span class="linkbar-pulse" aria-hidden="true" /> Reconnecting… what you write is kept.
        </p>
      )}
      {now.is === "stopped" && <p class="linkbar linkbar-stopped">{now.why}</p>}
    </div>
  );
}

export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

// Top right: who I am, how the console looks to me, and the way out.

import { useState } from "preact/hooks";
import { DownIcon, EndIcon, PersonIcon } from "../shared/icons.tsx";
import { Avatar } from "../shared/parts.tsx";
import { useDesk } from "./desk.ts";
import { KeyboardIcon } from "./icons.tsx";
import { singleKeys, theme, warns, type Theme } from "./keep.ts";
import { switchNotifications } from "./notify.ts";
import { Popover, Switch } from "./parts.tsx";
import { addressOf, screenPlace } from "./places.ts";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["auto", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function AccountMenu() {
  const { state, dialog, commands } = useDesk();
  const me = state.value.me;
  if (me === null) return null;
  const label = (
    <>
      <Avatar name={me.name} photo={me.photo} size="small" />
      <span class="account-name">{me.name}</span>
      <DownIcon size={16} />
    </>
  );
  return (
    <Popover label={label} name="Your account" look="account">
      {(close) => (
        <>
          <div class="account-who">
            <strong>{me.name}</strong>
            <span>{me.login}</span>
          </div>
          <a class="menu-item account-link" href={addressOf(screenPlace("account"))} onClick={() => close()}>
            <PersonIcon /> Your account
          </a>
          <ThemeChoice />
          <WarningChoices />
          <div class="menu-row">
            <Switch on={singleKeys.value} onChange={(on) => (singleKeys.value = on)}>
              <span class="switch-words">Single-key shortcuts</span>
            </Switch>
          </div>
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              dialog.value = { is: "keys" };
            }}
          >
            <KeyboardIcon /> Keyboard shortcuts
          </button>
          <button type="button" class="menu-item" onClick={() => commands.signOut()}>
            <EndIcon /> Sign out
          </button>
        </>
      )}
    </Popover>
  );
}

function ThemeChoice() {
  return (
    <fieldset class="segments">
      <legend class="unseen">Colours</legend>
      {THEMES.map(([value, name]) => (
        <label key={value} class="segment">
          <input type="radio" name="theme" class="unseen" checked={theme.value === value} onChange={() => (theme.value = value)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** How a warning makes itself known. The browser asks its own question when notifications are switched on. */
function WarningChoices() {
  const [refused, setRefused] = useState(false);
  const notify = async (on: boolean) => setRefused(!(await switchNotifications(on)) && on);
  return (
    <fieldset class="menu-row menu-switches">
      <legend class="menu-legend">Warnings</legend>
      <Switch on={warns.popUp.value} onChange={(on) => (warns.popUp.value = on)}>
        <span class="switch-words">Pop-up</span>
      </Switch>
      <Switch on={warns.sound.value} onChange={(on) => (warns.sound.value = on)}>
        <span class="switch-words">Sound</span>
      </Switch>
      <Switch on={warns.title.value} onChange={(on) => (warns.title.value = on)}>
        <span class="switch-words">Count in the tab</span>
      </Switch>
      <Switch on={warns.notify.value} onChange={(on) => void notify(on)}>
        <span class="switch-words">Browser notifications</span>
      </Switch>
      <p class="menu-note" role="status">
        {refused && "The browser does not allow notifications from this page. Its settings for the page decide."}
      </p>
    </fieldset>
  );
}

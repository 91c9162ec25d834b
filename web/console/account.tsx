// Top right: who I am, how the console looks to me, and the way out.

import { DownIcon, EndIcon } from "../shared/icons.tsx";
import { Avatar } from "../shared/parts.tsx";
import { useDesk } from "./desk.ts";
import { KeyboardIcon } from "./icons.tsx";
import { singleKeys, theme, type Theme } from "./keep.ts";
import { Popover, Switch } from "./parts.tsx";

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
          <ThemeChoice />
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

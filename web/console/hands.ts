// Carries out what keys.ts makes of a key press. Rows are found where they are drawn: any element with `data-row`.

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { useDesk, type Desk } from "./desk.ts";
import { isFocusLost } from "./focus.ts";
import { singleKeys } from "./keep.ts";
import { SCREEN_LETTERS, TASK_LETTERS } from "./key_lists.ts";
import { pressed, type Action, type Press } from "./keys.ts";
import { addressOf, placeOf, screenPlace, type Place, type ScreenPlace } from "./places.ts";
import { screenOf } from "./screens.ts";
import { askedOfMe } from "./select.ts";
import { tasks } from "./tasks.tsx";

// How long G waits for its second key; longer, and a later D or C would surprise.
const SECOND_KEY_MS = 1500;

export function useKeys(): void {
  const desk = useDesk();
  useLayoutEffect(() => {
    let gAt = -SECOND_KEY_MS;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const known = { single: singleKeys.value, tasks: TASK_LETTERS, screens: SCREEN_LETTERS };
      const action = pressed(pressOf(event), event.timeStamp - gAt < SECOND_KEY_MS, known);
      gAt = action === "await_second" ? event.timeStamp : -SECOND_KEY_MS;
      if (action !== null && carryOut(action, desk)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [desk]);
}

function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : null;
  return {
    key: event.key,
    modified: event.ctrlKey || event.metaKey || event.altKey,
    command: event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey,
    inField: target?.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") != null,
    inLayer: target?.closest("[data-layer]") != null || document.querySelector("dialog[open]") !== null,
    arrowsTaken: target?.closest("[role=log], input[type=radio]") != null,
  };
}

/** Whether the key had a meaning here, so that the browser does not act on it too. */
function carryOut(action: Action, desk: Desk): boolean {
  const { place, dialog, commands } = desk;
  if (typeof action === "object") return "task" in action ? doTask(desk, action.task) : goToScreen(desk, action.screen);
  switch (action) {
    case "next_row":
      return step(desk, 1);
    case "previous_row":
      return step(desk, -1);
    case "go_dashboard":
      return go(place, { tab: "dashboard" });
    case "go_chats":
      return go(place, { tab: "chats", chat: null });
    case "go_search":
      return goTo("#search") || goToScreen(desk, "search");
    case "take_next":
      commands.next();
      return true;
    case "open_tasks":
      return press("#tasks");
    case "go_alerts":
      return goTo("[data-alerts] button") || goToAsked(desk);
    case "show_keys":
      dialog.value = { is: "keys" };
      return true;
    case "step_back":
      return stepBack(desk);
    case "await_second":
      return true;
  }
}

/** With the chat that is open, if it is allowed now. */
function doTask(desk: Desk, name: string): boolean {
  const here = desk.place.value;
  const card = here.tab === "chats" && here.chat !== null ? desk.state.value.chats[here.chat] : undefined;
  const task = card && tasks(desk.state.value, card).find((each) => each.name === name);
  if (card === undefined || task === undefined) return false;
  task.act(desk, card);
  return true;
}

/** A screen takes the focus to its heading when it is there. */
function goToScreen({ place, state }: Desk, name: string): boolean {
  if (!screenOf(name)?.may(state.value)) return false;
  place.value = screenPlace(name);
  return true;
}

/** To the chat that I am asked to take over, where Accept has the focus. */
function goToAsked({ place, state }: Desk): boolean {
  const asked = askedOfMe(state.value)[0];
  if (asked === undefined) return false;
  place.value = { tab: "chats", chat: asked.id };
  focusComposer();
  return true;
}

function press(selector: string): boolean {
  const button = document.querySelector<HTMLElement>(selector);
  button?.click();
  return button !== null;
}

function goTo(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null || !element.checkVisibility()) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  return true;
}

/** The focus goes along, or it would be lost with the screen it was on. */
function go(place: Desk["place"], to: Place): boolean {
  place.value = to;
  document.getElementById("main")?.focus();
  return true;
}

function step({ place }: Desk, by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.offsetParent !== null);
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const row = rows[current < 0 ? (by > 0 ? 0 : rows.length - 1) : current + by];
  if (row === undefined) return rows.length > 0;
  row.focus();
  // Beside an open conversation the next one is shown at once; of other lists one is opened by Enter.
  if (row instanceof HTMLAnchorElement && row.closest(".sessions") !== null) place.value = placeOf(row.hash);
  return true;
}

/** Out of the panel, then out of the field to the list, then, where one pane shows at a time, back to the list; on a
 * screen, out of one of its things to its start. */
function stepBack({ place, panelOpen }: Desk): boolean {
  if (panelOpen.value) {
    panelOpen.value = false;
    return true;
  }
  const here = place.value;
  if (here.tab === "screen") return leaveField() || toItsStart(place, here);
  if (here.tab !== "chats" || here.chat === null) return false;
  const row = document.querySelector<HTMLElement>(`[data-row][href="${CSS.escape(addressOf({ tab: "chats", chat: here.chat }))}"]`);
  if (row !== null && row.offsetParent !== null) row.focus();
  else place.value = { tab: "chats", chat: null };
  return true;
}

/** From what one types in to the heading, where the single keys act. */
function leaveField(): boolean {
  const field = document.activeElement?.closest(".screen input, .screen textarea, .screen select");
  const heading = field?.closest(".screen")?.querySelector<HTMLElement>("[data-screen-heading]");
  heading?.focus();
  return heading != null;
}

function toItsStart(place: Desk["place"], { name, path }: ScreenPlace): boolean {
  if (path.length === 0) return false;
  place.value = screenPlace(name);
  return true;
}

/** After the screen has been drawn again: to where the agent goes on, if a keyboard is at hand. That is the field, or
 * in its place the button that a chat waits for. */
export function focusComposer(): void {
  if (!matchMedia("(pointer: fine)").matches) return;
  const focus = () => {
    const goal = document.querySelector<HTMLElement>("#composer, [data-main-act]");
    missedFrom = goal === null ? document.activeElement : null;
    goal?.focus();
  };
  requestAnimationFrame(() => requestAnimationFrame(focus));
}

// What had the focus when there was no field yet to take it.
let missedFrom: Element | null = null;

/** For the conversation: whoever was to go on in it, and has gone nowhere else since, does so now that it is there; and
 * whoever had the focus on something in it that is gone, as the button is that she has just accepted it with. */
export function useFocusHere(here: RefObject<HTMLElement | null>): void {
  const inside = here.current?.contains(document.activeElement) === true; // as it is until this is drawn
  useLayoutEffect(() => {
    if (missedFrom !== null && missedFrom === document.activeElement) focusComposer();
    missedFrom = null;
  }, []);
  useLayoutEffect(() => {
    if (inside && isFocusLost()) focusComposer();
  });
}

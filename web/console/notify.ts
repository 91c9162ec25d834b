// The browser's own notifications, for a tab that nobody looks at. The leave for them is asked when the agent switches
// them on, never by itself.

import { warns } from "./keep.ts";
import { pageVisible } from "./visible.ts";

const shown = new Map<string, Notification>();

/** Whether they are on now: not so where the browser was told no. */
export async function switchNotifications(on: boolean): Promise<boolean> {
  const leave = on && "Notification" in window ? await Notification.requestPermission() : "denied";
  warns.notify.value = leave === "granted";
  return warns.notify.value;
}

/** One for each `tag`; a later one takes the place of an earlier one. A click leads to the console. */
export function notify(tag: string, text: string): void {
  if (pageVisible.peek() || !warns.notify.peek() || !("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const note = new Notification("Switchboard", { body: text, tag });
    note.onclick = () => {
      window.focus();
      note.close();
    };
    shown.set(tag, note);
  } catch {
    // Some phones know the word and not the thing.
  }
}

export function takeBack(tag: string): void {
  shown.get(tag)?.close();
  shown.delete(tag);
}

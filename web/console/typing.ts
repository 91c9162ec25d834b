// Tells the server that the agent types: at once, then every few seconds while it goes on, and when it stops.

import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "./desk.ts";

// Seldom enough for the wire, often enough that the customer's dots do not go out in the middle of a sentence.
const AGAIN_MS = 3000;
const STOPPED_MS = 5000;

export function useTyping(chat: string): (text: string) => void {
  const { commands } = useDesk();
  const told = useRef({ on: false, at: 0, timer: 0 });

  const stop = () => {
    clearTimeout(told.current.timer);
    if (told.current.on) commands.typing(chat, false);
    told.current = { on: false, at: 0, timer: 0 };
  };
  useEffect(() => stop, [chat]);

  return (text) => {
    if (text.trim() === "") return stop();
    const now = performance.now();
    const { on, at, timer } = told.current;
    clearTimeout(timer);
    const due = !on || now - at > AGAIN_MS;
    if (due) commands.typing(chat, true);
    told.current = { on: true, at: due ? now : at, timer: window.setTimeout(stop, STOPPED_MS) };
  };
}

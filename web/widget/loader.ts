// The one script in a stranger's page: a button, and a frame with the chat in it.
//
// It must not be noticed: everything is inside a closed shadow root with a style sheet made by script (the page's policy
// may forbid inline styles), nothing takes space in the page, nothing of the page is read but its address without query
// and fragment, and one name is left on `window`. The frame is fetched at the first opening, or at once when this site
// has a chat going on, so that the unread count is right.
// Each message is checked both ways: from our frame's window and our exact origin, and sent to that origin alone.

import type { HostEvent, HostLook, ToFrame, ToHost } from "./bridge.ts";
import css from "./loader.css";

type Name = HostEvent | "opened" | "closed";
type Call = readonly ["open" | "close" | "toggle"] | readonly ["on", Name, () => void];

interface Api {
  open(): void;
  close(): void;
  toggle(): void;
  /** Be told of `opened`, `closed`, `started`, `message`, `ended`. */
  on(name: Name, tell: () => void): void;
  push(...calls: Call[]): void;
}

declare global {
  interface Window {
    /** Before this script has loaded: an array of calls, `["open"]`. */
    Switchboard?: Api | Call[];
  }
}

const SITE = "localStorage";
const TAB = "sessionStorage";
const HEX = /^#[\da-f]{6}$/i;
const CHAT = "M4 11.5a7.5 7 0 0 1 7.5-7h1a7.5 7 0 0 1 0 14H11l-4.5 2.8v-3.7A7 7 0 0 1 4 11.5Z";
const DOWN = "m6 9.5 6 6 6-6";

function begin(script: HTMLScriptElement, channel: string): void {
  const origin = new URL(script.src).origin;
  const { title, color, language, delay } = script.dataset;
  // Names in the page's own storage. What the frame keeps itself has another name, should both be of one origin.
  const LOOK = `switchboard-look:${channel}`;
  const LIVE = `switchboard-live:${channel}`;
  const OPEN = `switchboard-open:${channel}`;
  const KEPT = `switchboard-kept:${channel}`;
  const told = new Map<Name, (() => void)[]>();
  const phone = matchMedia("(max-width: 480px), (max-height: 480px)");
  // What could not be known before: a browser that lacks this cannot run the frame.
  const modern = typeof Object.hasOwn === "function" && "replaceAll" in String.prototype && "at" in Array.prototype;
  let frame: HTMLIFrameElement | undefined;
  let booted = false;
  let alive = false;
  let open = false;
  let unread = "";
  let look: Partial<HostLook> = recall(SITE, LOOK) || {};

  // --- what is drawn ---

  const host = document.createElement("switchboard-widget");
  // The page's rules could reach the host element, and nothing below it.
  host.style.setProperty("all", "initial", "important");
  host.style.setProperty("position", "static", "important");
  const shadow = host.attachShadow({ mode: "closed" });
  style(shadow);
  const root = element("div", "root");
  const panel = element("div", "p");
  const button = document.createElement("button");
  const label = element("span", "t");
  const count = element("span", "n");
  button.type = "button";
  const icon = drawn("svg");
  const line = drawn("path");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.append(line);
  button.append(icon, label, count);
  root.append(panel, button);
  shadow.append(root);

  function dye(name: string, hex = ""): void {
    if (HEX.test(hex)) root.style.setProperty(name, hex);
  }

  function paint(): void {
    dye("--c", booted ? look.color : color || look.color);
    dye("--i", look.ink);
    dye("--s", look.paper);
    label.textContent = title || look.badge || "";
    const words = open ? look.close || "Close window" : look.open || "Open chat";
    button.setAttribute("aria-label", [label.textContent, words, unread].filter(Boolean).join(", "));
    button.setAttribute("aria-expanded", String(open));
    line.setAttribute("d", open ? DOWN : CHAT);
    root.className = open ? "root open" : "root";
  }

  // --- the frame ---

  // Again, if what came the last time never spoke: an error page of the browser.
  function load(): void {
    if (frame && (alive || !booted)) return;
    if (frame) frame.remove();
    booted = false;
    frame = document.createElement("iframe");
    frame.src = `${origin}/widget/frame?channel=${encodeURIComponent(channel)}`;
    frame.title = title || look.badge || "Chat";
    frame.onload = () => {
      const page = location.origin + location.pathname;
      booted = true;
      tell({ switchboard: "boot", page, open, language, color, title, kept: recall(TAB, KEPT) });
    };
    panel.append(frame);
  }

  function tell(message: ToFrame): void {
    if (booted) frame?.contentWindow?.postMessage(message, origin);
  }

  addEventListener("message", (event: MessageEvent<ToHost | null>) => {
    if (frame === undefined || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = event.data;
    if (message === null || typeof message !== "object") return;
    alive = true;
    switch (message.switchboard) {
      case "close":
        show(false);
        break;
      case "gone":
        host.remove();
        break;
      case "unread":
        count.textContent = message.count > 0 ? String(Math.min(99, message.count)) : "";
        unread = message.count > 0 ? String(message.label) : "";
        paint();
        break;
      case "look":
        look = { ...message.look };
        remember(SITE, LOOK, look);
        paint();
        break;
      case "chat":
        remember(SITE, LIVE, message.live);
        break;
      case "keep":
        remember(TAB, KEPT, message.text);
        break;
      case "event":
        happened(message.name);
    }
  });

  // --- opening and closing ---

  function show(wanted: boolean): void {
    if (wanted === open) return;
    open = wanted;
    remember(TAB, OPEN, open && !phone.matches);
    if (!modern && open) panel.replaceChildren(element("p", "", "This browser is too old for this chat."));
    else if (open) load();
    paint();
    tell({ switchboard: open ? "open" : "close" });
    if (open) frame?.focus();
    else if (document.activeElement === host) button.focus();
    happened(open ? "opened" : "closed");
  }

  // On a phone the keyboard takes part of the window: the panel takes the rest.
  function fit(): void {
    const seen = window.visualViewport;
    const part = phone.matches && seen != null && open;
    panel.style.blockSize = part ? `${seen.height}px` : "";
    panel.style.insetBlockStart = part ? `${seen.offsetTop}px` : "";
    panel.style.insetBlockEnd = part ? "auto" : "";
  }

  function happened(name: Name): void {
    if (name === "opened" || name === "closed") fit();
    for (const each of told.get(name) ?? []) each();
  }

  button.onclick = () => show(!open);
  root.onkeydown = (event) => {
    if (event.key === "Escape") show(false);
  };
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  addEventListener("storage", (event) => {
    if (event.key === LIVE && event.newValue === "true" && modern) load();
  });

  const api: Api = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!open),
    on: (name, each) => told.set(name, [...(told.get(name) ?? []), each]),
    push: (...calls) => calls.forEach(call),
  };

  function call([verb, ...rest]: Call): void {
    if (verb === "on") api.on(...(rest as [Name, () => void]));
    else if (verb === "open" || verb === "close" || verb === "toggle") api[verb]();
  }

  setTimeout(
    () => {
      paint();
      document.body.append(host);
      if (modern && (recall(SITE, LIVE) || recall(TAB, KEPT))) load();
      if (recall(TAB, OPEN) && !phone.matches) show(true);
      const early = window.Switchboard;
      window.Switchboard = api;
      if (Array.isArray(early)) api.push(...early);
    },
    Math.max(0, Number(delay) || 0),
  );
}

// --- small things ---

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function drawn<K extends "svg" | "path">(name: K): SVGElementTagNameMap[K] {
  return document.createElementNS("http://www.w3.org/2000/svg", name);
}

function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(element("style", "", css));
  }
}

type Area = "localStorage" | "sessionStorage";

// A browser may forbid storage: then the chat lasts as long as the page.
function recall<T>(area: Area, name: string): T | null {
  try {
    return JSON.parse(window[area].getItem(name)!) as T;
  } catch {
    return null;
  }
}

function remember(area: Area, name: string, value: unknown): void {
  try {
    window[area].setItem(name, JSON.stringify(value));
  } catch {
    // Nothing to do about it, see above.
  }
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.dataset["channel"]) begin(script, script.dataset["channel"]);

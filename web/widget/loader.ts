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

const HEX = /^#[\da-f]{6}$/i;
const ICONS = [
  ["c", "M4 11.5a7.5 7 0 0 1 7.5-7h1a7.5 7 0 0 1 0 14H11l-4.5 2.8v-3.7A7 7 0 0 1 4 11.5Z"],
  ["x", "m6 9.5 6 6 6-6"],
] as const;

function begin(script: HTMLScriptElement, channel: string): void {
  const origin = new URL(script.src).origin;
  const { title, color, language, delay } = script.dataset;
  const [LOOK, LIVE, OPEN] = ["look", "live", "open"].map((what) => `switchboard-${what}:${channel}`) as [string, string, string];
  const told = new Map<Name, (() => void)[]>();
  const phone = matchMedia("(max-width: 480px), (max-height: 480px)");
  // What could not be known before: a browser that lacks this cannot run the frame.
  const modern = typeof Object.hasOwn === "function" && "replaceAll" in String.prototype && "at" in Array.prototype;
  let frame: HTMLIFrameElement | undefined;
  let booted = false;
  let open = false;
  let look: Partial<HostLook> = recall(ofSite, LOOK) ?? {};

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
  button.append(icon(), label, count);
  root.append(panel, button);
  shadow.append(root);

  function paint(unread = ""): void {
    const fill = HEX.test(color ?? "") && !booted ? color! : (look.color ?? "");
    if (HEX.test(fill)) root.style.setProperty("--c", fill);
    if (HEX.test(look.ink ?? "")) root.style.setProperty("--i", look.ink!);
    if (look.dark != null) panel.style.setProperty("--s", look.dark ? "#14171b" : "#fff");
    label.textContent = title ?? look.badge ?? "";
    const words = open ? (look.close ?? "Close window") : (look.open ?? "Open chat");
    button.setAttribute("aria-label", [label.textContent, words, unread].filter(Boolean).join(", "));
    button.setAttribute("aria-expanded", String(open));
    root.className = open ? "root open" : "root";
  }

  // --- the frame ---

  function load(): void {
    if (frame !== undefined) return;
    frame = document.createElement("iframe");
    frame.src = `${origin}/widget/frame?channel=${encodeURIComponent(channel)}`;
    frame.title = title ?? look.badge ?? "Chat";
    frame.allow = "clipboard-write";
    frame.onload = () => {
      const page = location.origin + location.pathname;
      booted = true;
      tell({ switchboard: "boot", page, open, ...given({ language, color, title }) });
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
    switch (message.switchboard) {
      case "close":
        show(false);
        break;
      case "unread":
        count.textContent = message.count > 0 ? String(Math.min(99, message.count)) : "";
        paint(message.count > 0 ? String(message.label) : "");
        break;
      case "look":
        look = { ...message.look };
        remember(ofSite, LOOK, look);
        paint();
        break;
      case "chat":
        remember(ofSite, LIVE, message.live || null);
        break;
      case "event":
        happened(message.name);
    }
  });

  // --- opening and closing ---

  function show(wanted: boolean): void {
    if (wanted === open) return;
    open = wanted;
    remember(ofTab, OPEN, (open && !phone.matches) || null);
    if (!modern && open) panel.replaceChildren(element("p", "", "This browser is too old for our chat. A newer one will do."));
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
  root.onkeydown = (event) => event.key === "Escape" && show(false);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  addEventListener("storage", (event) => {
    if (event.key === LIVE && event.newValue !== null && modern) load();
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
      if (modern && recall(ofSite, LIVE)) load();
      if (recall(ofTab, OPEN) && !phone.matches) show(true);
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

function icon(): SVGElement {
  const SVG = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, d] of ICONS) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
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

/** Without what the script tag does not say. */
function given(all: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return JSON.parse(JSON.stringify(all)) as Record<string, string>;
}

const ofSite = (): Storage => localStorage;
const ofTab = (): Storage => sessionStorage;

function recall<T>(where: () => Storage, name: string): T | null {
  try {
    return JSON.parse(where().getItem(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function remember(where: () => Storage, name: string, value: unknown): void {
  try {
    if (value === null) where().removeItem(name);
    else where().setItem(name, JSON.stringify(value));
  } catch {
    // Storage is forbidden here: the chat lasts as long as the page.
  }
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.dataset["channel"]) begin(script, script.dataset["channel"]);

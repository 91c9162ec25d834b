// The one script in a stranger's page: a button, and a frame with the chat in it.
//
// It must not be noticed: everything is inside a closed shadow root with a style sheet made by script (the page's policy
// may forbid inline styles), nothing takes space in the page, nothing of the page is read but its address without query
// and fragment, and one name is left on `window`. The frame is fetched at the first opening, or at once when this site
// has a chat going on, so that the unread count is right.
// Each message is checked both ways: from our frame's window and our exact origin, and sent to that origin alone.

import type { Facts, HostEvent, HostLook, ToFrame, ToHost } from "./bridge.ts";
import css from "./loader.css";

type Name = HostEvent | "opened" | "closed" | "unread";
type Listener = (count?: number) => void;
type Call = readonly [keyof Api, ...unknown[]];

interface Api {
  open(): void;
  close(): void;
  toggle(): void;
  /** Be told of `opened`, `closed`, `started`, `message`, `ended`, and of `unread` with the count. */
  on(name: Name, tell: Listener): void;
  off(name: Name, tell: Listener): void;
  /** Who she is: `name`, `email`, `phone`, `company`, and `jwt`, which says it for sure. */
  identify(who: Record<string, unknown>): void;
  /** What agents shall see beside the chat, such as what is in her basket. */
  set(data: Record<string, unknown>): void;
  setLanguage(language: string): void;
  /** Forget her: somebody else may sit here next. */
  logout(): void;
  push(...calls: Call[]): void;
}

declare global {
  interface Window {
    /** Before this script has loaded: an array of calls, `["open"]`. */
    Switchboard?: Api | Call[];
  }
}

const SITE = "local";
const TAB = "session";
const CHAT = "M4 11.5a7.5 7 0 0 1 7.5-7h1a7.5 7 0 0 1 0 14H11l-4.5 2.8v-3.7A7 7 0 0 1 4 11.5Z";
const DOWN = "m6 9.5 6 6 6-6";

function begin(script: HTMLScriptElement, channel: string): void {
  const origin = new URL(script.src).origin;
  const { title, color, delay } = script.dataset;
  // Names in the page's own storage. What the frame keeps itself has another name, should both be of one origin.
  const LOOK = `switchboard-look:${channel}`;
  const LIVE = `switchboard-live:${channel}`;
  const OPEN = `switchboard-open:${channel}`;
  const KEPT = `switchboard-kept:${channel}`;
  let told: [Name, Listener][] = [];
  const phone = matchMedia("(max-width:480px),(max-height:480px)");
  let frame: HTMLIFrameElement | undefined;
  let booted = false;
  let alive = false;
  let open = false;
  let unread = "";
  let { language } = script.dataset;
  // What the page says of its customer: by its attributes, and over them by the API.
  let said: Record<string, unknown> = {};
  let forget = false;
  let look: Partial<HostLook> = recall(SITE, LOOK) || {};

  // --- what is drawn ---

  const host = document.createElement("switchboard-widget");
  // The page's rules could reach the host element, and nothing below it.
  host.style.cssText = "all:initial!important;position:static!important";
  const shadow = host.attachShadow({ mode: "closed" });
  style(shadow);
  const root = element("div", "root");
  const panel = element("div", "p");
  const button = document.createElement("button");
  const label = element("span", "t");
  const count = element("span", "n");
  const [icon, line] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  icon!.setAttribute("viewBox", "0 0 24 24");
  icon!.append(line!);
  button.append(icon!, label, count);
  root.append(panel, button);
  shadow.append(root);

  function dye(name: string, color?: string): void {
    if (color) root.style.setProperty(name, color);
  }

  function paint(): void {
    dye("--c", booted ? look.color : color || look.color);
    dye("--i", look.ink);
    dye("--s", look.paper);
    label.textContent = title || look.badge || "";
    const words = open ? look.close || "Close window" : look.open || "Open chat";
    button.setAttribute("aria-label", [label.textContent, words, unread].filter(Boolean).join(", "));
    button.setAttribute("aria-expanded", `${open}`);
    line!.setAttribute("d", open ? DOWN : CHAT);
    root.className = open ? "root open" : "root";
  }

  // --- the frame ---

  // Again, if what came the last time never spoke: an error page of the browser.
  function load(): void {
    // A browser that lacks this cannot run the frame.
    if (!("hasOwn" in Object)) panel.textContent = "This browser is too old for this chat.";
    if (frame && (alive || !booted)) return;
    if (frame) frame.remove();
    booted = false;
    frame = document.createElement("iframe");
    frame.src = `${origin}/widget/frame?channel=${encodeURIComponent(channel)}`;
    frame.title = title || look.badge || "Chat";
    frame.onload = () => {
      const page = location.origin + location.pathname;
      booted = true;
      tell({ switchboard: "boot", page, open, color, title, kept: recall(TAB, KEPT), ...facts() });
    };
    panel.append(frame);
  }

  function facts(): Facts {
    const customer: Record<string, string> = {};
    for (const name in said) customer[name] = String((said[name] instanceof Function ? said[name]() : said[name]) ?? "");
    return { language, customer, forget };
  }

  function say(more?: Record<string, unknown>): void {
    Object.assign(said, more);
    tell({ switchboard: "facts", ...facts() });
  }

  function tell(message: ToFrame): void {
    if (!booted) return;
    frame!.contentWindow!.postMessage(message, origin);
    forget = false;
  }

  addEventListener("message", (event: MessageEvent<ToHost | null>) => {
    if (frame === undefined || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = event.data;
    alive = true;
    switch (message?.switchboard) {
      case "close":
        show(false);
        break;
      case "gone":
        host.remove();
        break;
      case "unread":
        count.textContent = message.count ? `${Math.min(99, message.count)}` : "";
        unread = message.count ? message.label : "";
        paint();
        happened("unread", message.count);
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
    if (open) load();
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
    panel.style.inset = part ? `${seen.offsetTop}px 0 auto` : "";
  }

  function happened(name: Name, number?: number): void {
    fit();
    for (const [wanted, each] of told) if (wanted === name) each(number);
  }

  root.onkeydown = (event) => {
    if (event.key === "Escape") show(false);
  };
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  addEventListener("storage", (event) => {
    if (event.key === LIVE && event.newValue === "true") load();
  });

  const api: Api = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!open),
    on: (...each) => void told.push(each),
    off: (name, tell) => (told = told.filter((each) => each[0] !== name || each[1] !== tell)),
    identify: say,
    set: say,
    setLanguage(wanted) {
      language = wanted;
      say();
    },
    logout() {
      show(false);
      said = {};
      // What the frame has kept only the frame can forget.
      forget = true;
      load();
      say();
    },
    push: (...calls) => calls.forEach(([verb, ...rest]) => (api[verb] as ((...rest: unknown[]) => void) | undefined)?.(...rest)),
  };

  button.onclick = api.toggle;
  for (const name in script.dataset) {
    if (/^customer/.test(name)) said[name.slice(8).toLowerCase()] = () => meant(script.dataset[name]!);
  }
  setTimeout(
    () => {
      paint();
      document.body.append(host);
      if (recall(SITE, LIVE) || recall(TAB, KEPT)) load();
      if (recall(TAB, OPEN) && !phone.matches) show(true);
      const early = window.Switchboard;
      window.Switchboard = api;
      if (Array.isArray(early)) api.push(...early);
    },
    Number(delay),
  );
}

// --- small things ---

// An attribute, or what it points at: `cookie:x`, `url:x` (of the query), `variable:x.y`.
function meant(text: string): unknown {
  const [, where, name] = /^(cookie|url|variable):(.+)/.exec(text) || [];
  if (!name) return text;
  if (where === "variable") return name.split(".").reduce((at: unknown, part) => (at as Record<string, unknown> | undefined)?.[part], window);
  const pairs = where === "url" ? location.search : document.cookie.replace(/\+/g, "%2B").replace(/; /g, "&");
  return new URLSearchParams(pairs).get(name);
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
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

type Area = typeof SITE | typeof TAB;

// A browser may forbid storage: then the chat lasts as long as the page.
function recall<T>(area: Area, name: string): T | null {
  try {
    return JSON.parse(window[`${area}Storage`].getItem(name)!) as T;
  } catch {
    return null;
  }
}

function remember(area: Area, name: string, value: unknown): void {
  try {
    window[`${area}Storage`].setItem(name, JSON.stringify(value));
  } catch {
    // Nothing to do about it, see above.
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (script?.dataset["channel"]) begin(script, script.dataset["channel"]);

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

const SITE = "localStorage";
const TAB = "sessionStorage";
type Area = typeof SITE | typeof TAB;

function begin(script: HTMLScriptElement, channel: string): void {
  const origin = new URL(script.src).origin;
  const { title, color, delay } = script.dataset;
  // In the page's own storage. What the frame keeps itself has another name, should both be of one origin.
  const nameOf = (what: string): string => `switchboard-${what}:${channel}`;
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
  let look: Partial<HostLook> = recall(SITE, "look") || {};

  // A browser may forbid storage: then the chat lasts as long as the page.
  function recall<T>(area: Area, what: string): T | null {
    try {
      return JSON.parse(window[area].getItem(nameOf(what))!) as T;
    } catch {
      return null;
    }
  }

  function remember(area: Area, what: string, value: unknown): void {
    try {
      window[area].setItem(nameOf(what), JSON.stringify(value));
    } catch {
      // Nothing to do about it, see above.
    }
  }

  // --- what is drawn ---

  const host = element("switchboard-widget");
  // The page's rules could reach the host element, and nothing below it.
  host.style.cssText = "all:initial!important";
  const shadow = host.attachShadow({ mode: "closed" });
  style(shadow);
  const root = element("div");
  const panel = element("div", "p");
  const button = element("button");
  const label = element("span", "t");
  const count = element("span", "n");
  button.append(label, count);
  root.append(panel, button);
  shadow.append(root);

  function paint(): void {
    for (const [name, value] of Object.entries(look.style || {})) root.style.setProperty(name, value);
    if (!booted && color) root.style.setProperty("--c", color);
    const badge = (label.textContent = title || look.badge || "");
    const words = open ? look.close || "Close window" : look.open || "Open chat";
    button.setAttribute("aria-label", (badge && `${badge}, `) + words + (unread && `, ${unread}`));
    button.setAttribute("aria-expanded", `${open}`);
    // A frame that never speaks has no way to close it either.
    root.className = `root${open ? " open" : ""}${alive ? " live" : ""}`;
  }

  // --- the frame ---

  // Again, if what came the last time never spoke: an error page of the browser.
  function load(): void {
    // A browser that lacks this cannot run the frame.
    if (!("hasOwn" in Object)) {
      panel.textContent = "This browser is too old for this chat.";
      return;
    }
    if (frame && (alive || !booted)) return;
    frame?.remove();
    booted = false;
    frame = element("iframe") as HTMLIFrameElement;
    frame.src = `${origin}/widget/frame?channel=${encodeURIComponent(channel)}`;
    frame.title = title || look.badge || "Chat";
    frame.onload = () => {
      booted = true;
      tell({ switchboard: "boot", page: location.origin + location.pathname, open, color, title, kept: recall(TAB, "kept"), ...facts() });
    };
    panel.append(frame);
  }

  function facts(): Facts {
    const customer: Record<string, string> = {};
    for (const [name, value] of Object.entries(said)) customer[name] = String((value instanceof Function ? value() : value) ?? "");
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
    if (event.source !== frame?.contentWindow || event.origin !== origin) return;
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
        count.textContent = `${Math.min(99, message.count) || ""}`;
        unread = message.label;
        happened("unread", message.count);
        break;
      case "look":
        look = message.look;
        remember(SITE, "look", look);
        break;
      case "chat":
        remember(SITE, "live", message.live);
        break;
      case "keep":
        remember(TAB, "kept", message.text);
        break;
      case "event":
        happened(message.name);
    }
    paint();
  });

  // --- opening and closing ---

  function show(wanted: boolean): void {
    if (wanted === open) return;
    open = wanted;
    remember(TAB, "open", open);
    if (open) draw(), load();
    paint();
    tell({ switchboard: open ? "open" : "close" });
    if (open) frame?.focus();
    else if (document.activeElement === host) button.focus();
    happened(open ? "opened" : "closed");
  }

  // Beside the body, which some sites change for another one with each page; a page that opens it does not wait.
  function draw(): void {
    if (!host.isConnected) document.documentElement.append(host);
  }

  // On a phone the keyboard takes part of the window: the panel takes the rest.
  function fit(): void {
    const seen = open && phone.matches && window.visualViewport;
    panel.style.blockSize = seen ? `${seen.height}px` : "";
    panel.style.inset = seen ? `${seen.offsetTop}px 0 auto` : "";
  }

  function happened(name: Name, number?: number): void {
    fit();
    // Its own failures are the page's: they stop nothing here.
    for (const [wanted, each] of told) if (wanted === name) queueMicrotask(() => each(number));
  }

  root.onkeydown = (event) => {
    if (event.key === "Escape") show(false);
  };
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  addEventListener("storage", (event) => {
    if (event.key === nameOf("live") && event.newValue === "true") load();
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
    push(...calls) {
      for (const [verb, ...rest] of calls) (api[verb] as ((...rest: unknown[]) => void) | undefined)?.(...rest);
    },
  };

  button.onclick = api.toggle;
  for (const name in script.dataset) {
    if (/^customer/.test(name)) said[name.slice(8).toLowerCase()] = () => meant(script.dataset[name]!);
  }
  const early = window.Switchboard;
  window.Switchboard = api;
  if (Array.isArray(early)) api.push(...(early as Call[])); // else an element with our name for its id
  setTimeout(
    () => {
      paint();
      draw();
      if (recall(SITE, "live") || recall(TAB, "kept")) load();
      if (recall(TAB, "open") && !phone.matches) show(true);
    },
    +delay!,
  );
}

// --- small things ---

// An attribute, or what it points at: `cookie:x`, `url:x` (of the query), `variable:x.y`.
function meant(text: string): unknown {
  const [, where, name] = /^(cookie|url|variable):(.+)/.exec(text) || [];
  if (!name) return text;
  if (where === "variable") {
    let at: unknown = window;
    for (const part of name.split(".")) at = (at as Record<string, unknown> | undefined)?.[part];
    return at;
  }
  const pairs = where === "url" ? location.search : document.cookie.replace(/\+/g, "%2B").replace(/; /g, "&");
  return new URLSearchParams(pairs).get(name);
}

function element(name: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const sheet = element("style");
    sheet.textContent = css;
    shadow.append(sheet);
  }
}

const script = document.currentScript as HTMLScriptElement | null;
// Once: a page may have the tag twice, or run its scripts again with each change of page.
if (script?.dataset["channel"] && !(window.Switchboard as Api | undefined)?.open) begin(script, script.dataset["channel"]);

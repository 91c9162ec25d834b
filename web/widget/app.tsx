// The frame's start: which channel, which language and colour, who is around us. Everything else is in talk.ts (what
// happens) and screens.tsx (what is seen).

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { accentOf, inkFor, partColors, wear } from "../shared/color.ts";
import { lookDefaults } from "../shared/protocol.ts";
import "../shared/tokens.css";
import "./app.css";
import type { ToFrame } from "./bridge.ts";
import { Host } from "./host.ts";
import { BEFORE, DURING } from "./parts_later.ts";
import { App } from "./screens.tsx";
import { isOpen, isWord, lastWhere } from "./state.ts";
import { Talk } from "./talk.ts";
import { ENGLISH, type Language, counted, fetchLanguage, languageOf } from "./texts.ts";

// A message older than this when it arrives was heard of before.
const FRESH_MS = 10_000;
const PAPER = { light: "#ffffff", dark: "#14171b" } as const;

// Of the window, in parts of the middle one.
const SIZE = { small: "0.88", medium: "1", large: "1.15" } as const;

const HEX = /^#[\da-f]{6}$/i;

type Boot = Extract<ToFrame, { switchboard: "boot" }>;

const host = new Host();
const boot = signal<Boot | null>(null);
const open = signal(!host.embedded);
const front = signal(document.visibilityState === "visible");

const asked = new URLSearchParams(location.search);
// Beside the settings of a channel: see preview.ts.
const preview = host.embedded && asked.has("preview");

const talk = new Talk({
  channel: preview ? "" : (asked.get("channel") ?? ""),
  page: () => boot.value?.page,
  keep: (text) => host.say({ switchboard: "keep", text }),
});

const language = signal(languageOf(navigator.language) ?? ENGLISH);
// Until its language is there the window says nothing that would change under the reader's eyes.
const speaks = signal(false);
// The page of the frame says what the channel speaks, before the channel itself does.
void fetchLanguage(document.documentElement.lang, navigator.language).then((found) => {
  if (!speaks.peek()) language.value = found;
});

host.listen((message) => {
  if (message.switchboard === "boot") {
    if (boot.value !== null) return;
    boot.value = message;
    open.value = message.open;
    if (message.forget) talk.forget();
    talk.knows(message.customer);
    talk.connect(message.forget ? null : message.kept);
  } else if (message.switchboard === "facts") {
    if (boot.value === null) return;
    boot.value = { ...boot.value, language: message.language };
    if (message.forget) talk.forget();
    talk.knows(message.customer);
  } else {
    open.value = message.switchboard === "open";
  }
});

document.addEventListener("visibilitychange", () => (front.value = document.visibilityState === "visible"));
effect(() => {
  talk.visible.value = open.value && front.value;
});

// --- how it looks ---

// What was wished last counts, whichever comes last.
let wished = 0;

function speak(...wishes: readonly (string | undefined)[]): void {
  const mine = ++wished;
  const found = languageOf(...wishes);
  if (found === null) {
    void fetchLanguage(...wishes).then((fetched) => {
      if (mine === wished) spoken(fetched);
    });
    return;
  }
  spoken(found);
}

function spoken(found: Language): void {
  language.value = found;
  speaks.value = true;
  document.documentElement.lang = found.locale;
  document.documentElement.dir = found.dir;
}

effect(() => {
  const channel = talk.state.value.channel;
  if (channel === null) return;
  speak(boot.value?.language, channel.language, navigator.language);
  const { theme, size, font, badge_color, bubble_color, button_color, ...look } = { ...lookDefaults, ...channel.look };
  const wished = boot.value?.color;
  const own = wished !== undefined && HEX.test(wished) ? wished : undefined;
  const color = own ?? look.color;
  wear(color, partColors("bubble", bubble_color) + partColors("button", button_color));
  document.documentElement.dataset["size"] = size;
  document.documentElement.dataset["font"] = font;
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  document.title = boot.value?.title ?? channel.name;
  const accent = accentOf(color).light;
  const [solid, on] = badge_color === undefined || own !== undefined ? [accent.solid, accent.on] : [badge_color, inkFor(badge_color)];
  const { openChat, closeWindow } = language.value.texts;
  const badge = boot.value?.title ?? look.badge;
  host.say({
    switchboard: "look",
    look: { style: { "--c": solid, "--i": on, "--s": theme === "auto" ? "" : PAPER[theme], "--z": SIZE[size] }, badge, open: openChat, close: closeWindow },
  });
});

// --- what the page around us is told ---

effect(() => {
  const { link } = talk.state.value;
  if (link.state !== "stopped" || link.why !== "not_found") return;
  // Customers see no button that leads nowhere; whoever wrote the page learns why there is none.
  console.warn(`Switchboard: there is no channel data-channel="${asked.get("channel")}", so the chat button is gone.`);
  host.say({ switchboard: "gone" });
});

effect(() => {
  if (!speaks.value) return;
  const count = talk.unread.value;
  host.say({ switchboard: "unread", count, label: count === 0 ? "" : counted(language.value.texts.unread, count, language.value) });
});

// A sound calls for somebody who looks elsewhere. What is old news after a reload makes none.
let heard = 0;
effect(() => {
  const word = lastWhere(talk.state.value.log, isWord);
  if (word === undefined || word.seq <= heard) return;
  heard = word.seq;
  if (talk.visible.peek() || talk.muted.peek() || talk.serverNow() - word.at > FRESH_MS) return;
  import("./sound.ts").then(({ chime }) => chime(word.at)).catch(() => undefined);
});

let before: { live: boolean; open: boolean; words: number } | null = null;
effect(() => {
  const { greeted, chat, log } = talk.state.value;
  if (!greeted) return;
  const now = { live: chat !== null, open: isOpen(chat), words: log.filter(isWord).length };
  if (before?.live !== now.live) host.say({ switchboard: "chat", live: now.live });
  if (before !== null) {
    if (before.open !== now.open) host.say({ switchboard: "event", name: now.open ? "started" : "ended" });
    if (before.words < now.words) host.say({ switchboard: "event", name: "message" });
  }
  before = now;
});

const close = host.embedded ? () => host.say({ switchboard: "close" }) : null;
const root = document.getElementById("app") ?? document.body.appendChild(document.createElement("div"));
root.textContent = "";
render(<App talk={talk} language={language} speaks={speaks} title={() => boot.value?.title} close={close} />, root);

// What this visit needs next, while the link is being made.
(talk.goesOn ? DURING : BEFORE).fetch();
if (preview) void import("./preview.ts").then(({ listen }) => listen((inputs, asked) => talk.pretend(inputs, asked)));
else if (!host.embedded) talk.connect(null);

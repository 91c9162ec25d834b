// One entry of the log as it is drawn: a day, a system line, a note, or a bubble with its mark.

import { LockIcon } from "../shared/icons.tsx";
import { Typed } from "../shared/typed.tsx";
import { OfContact } from "./contacts/named.tsx";
import { useDesk } from "./desk.ts";
import { FileInLog } from "./files/in_log.tsx";
import { At, Day } from "./moments.tsx";
import { addressOf, screenPlace } from "./places.ts";
import type { Bubble, Item, Mark, NoteItem } from "./transcript.ts";

export function Entry({ item, chat }: { item: Item; chat: string }) {
  switch (item.is) {
    case "day":
      return (
        <h3 class="day">
          <Day at={item.at} />
        </h3>
      );
    case "line":
      return (
        <p class="line">
          <LineWords line={item} /> · <At at={item.at} />
        </p>
      );
    case "note":
      return <NoteEntry note={item} chat={chat} />;
    case "bubble":
      return <BubbleEntry bubble={item} chat={chat} />;
  }
}

function LineWords({ line }: { line: Extract<Item, { is: "line" }> }) {
  if (line.contact !== undefined) return <OfContact text={line.text} contact={line.contact} />;
  if (line.request === undefined) return <bdi>{line.text}</bdi>;
  return (
    <a href={addressOf(screenPlace("requests", [String(line.request)]))}>
      <bdi>{line.text}</bdi>
    </a>
  );
}

function BubbleEntry({ bubble, chat }: { bubble: Bubble; chat: string }) {
  const { side, mine, joined, name, at, mark } = bubble;
  const look = [
    `said said-${side === "customer" ? "theirs" : "ours"}`,
    side === "bot" && "said-bot",
    joined && "said-joined",
    mark === "failed" && "said-failed",
  ];
  return (
    <article class={look.filter(Boolean).join(" ")}>
      <p class={joined || mine ? "unseen" : "said-name"}>{name}</p>
      <div class="said-row">
        <div class="bubble">
          {bubble.file !== null && <FileInLog file={bubble.file} chat={chat} />}
          {bubble.text !== "" && <Typed text={bubble.text} />}
        </div>
        <p class="meta">
          <At at={at} /> {mark !== null && <MarkSign mark={mark} />}
        </p>
      </div>
      {mark === "failed" && <NotSent chat={chat} item={bubble} />}
    </article>
  );
}

function NoteEntry({ note, chat }: { note: NoteItem; chat: string }) {
  return (
    <article class="note">
      <p class="note-head">
        <LockIcon size={16} /> <span class="said-name">{note.name}</span> <span class="note-word">Internal note</span>{" "}
        <At at={note.at} /> {note.mark !== null && <MarkSign mark={note.mark} />}
      </p>
      <Typed text={note.text} />
      {note.mark === "failed" && <NotSent chat={chat} item={note} />}
    </article>
  );
}

const MARKS: Readonly<Record<Mark, readonly [string, string]>> = {
  sending: ["○", "Sending"],
  stored: ["✓", "Delivered"],
  read: ["✓✓", "Read by the customer"],
  failed: ["!", "Not sent"],
};

function MarkSign({ mark }: { mark: Mark }) {
  const [sign, words] = MARKS[mark];
  return (
    <span class={`mark mark-${mark}`} title={words}>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{words}</span>
    </span>
  );
}

function NotSent({ chat, item }: { chat: string; item: Bubble | NoteItem }) {
  const { commands } = useDesk();
  return (
    <p class="not-sent" role="alert">
      Not sent. {item.why}{" "}
      <button type="button" class="link-button" onClick={() => commands.tryAgain(chat, item.key)}>
        Try again
      </button>{" "}
      <button type="button" class="link-button" onClick={() => commands.drop(chat, item.key)}>
        Discard
      </button>
    </p>
  );
}

// FAQs, or reply templates: by folder, the last used, the favourites, and FAQs that fit what the customer says.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ChatIcon, ClockIcon, StarIcon } from "../../shared/icons.tsx";
import { Button, IconButton } from "../../shared/parts.tsx";
import type { SharedTextsRow } from "../api.ts";
import { useDesk, say } from "../desk.ts";
import { FolderIcon, TextsIcon } from "../icons.tsx";
import { More, usePages, useResource } from "../loading.tsx";
import { asRefusal, rest } from "../rest.ts";
import { Chooser } from "./chooser.tsx";
import { branches, pathOf, type Branch, type Folder } from "./folders.ts";
import { openVariables } from "./insertion.ts";
import { fetchInsertion, MANY, type SharedKind } from "./kinds.tsx";
import { Marked } from "./marked.tsx";
import { Rendered } from "./rendered.tsx";

interface Source {
  readonly is: "all" | "chat" | "used" | "favourites" | "folder";
  readonly folder?: string;
}

interface SharedChooserProps {
  readonly kind: SharedKind;
  readonly chat: string;
  onTake(id: string): void;
}

const ALL: Source = { is: "all" };
const NO_FOLDERS: readonly Folder[] = [];
const NOTHING: Readonly<Record<Source["is"], string>> = {
  all: "There is nothing here yet. An admin can add texts under Texts.",
  chat: "Nothing fits what was said so far.",
  used: "What you insert is listed here, the last first.",
  favourites: "Give a text a star, and it is listed here.",
  folder: "This folder is empty.",
};
const FOLDERS = { faq: "GET /api/v1/faqs/folders", template: "GET /api/v1/templates/folders" } as const;
const LISTS = { faq: "GET /api/v1/faqs", template: "GET /api/v1/templates" } as const;

export function SharedChooser({ kind, chat, onTake }: SharedChooserProps): JSX.Element {
  const [source, setSource] = useState<Source>(ALL);
  const [words, setWords] = useState("");
  const folders = useResource(`folders ${kind}`, (signal) => rest(FOLDERS[kind], { signal })).data?.folders ?? NO_FOLDERS;
  const list = usePages(`texts ${kind} ${source.is} ${source.folder ?? ""} ${searched(source) ? words : ""}`, (after, signal) => fetchRows(kind, chat, source, words, after, signal), { keep: true });
  const rows = list.data?.items.filter((row) => searched(source) || matches(row, words));
  const star = async (row: SharedTextsRow) => {
    const favourite = !row.favourite;
    list.change((page) => ({ ...page, items: page.items.map((each) => (each.id === row.id ? { ...each, favourite } : each)) }));
    try {
      await rest(favourite ? "PUT /api/v1/texts/favourites/{kind}/{text}" : "DELETE /api/v1/texts/favourites/{kind}/{text}", { path: { kind, text: row.id } });
    } catch (problem) {
      list.reload();
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  const { toasts } = useDesk();
  return (
    <Chooser
      label={`Search ${kind === "faq" ? "FAQ" : MANY[kind].toLowerCase()}`}
      words={words}
      onWords={setWords}
      side={<Sources kind={kind} folders={branches(folders)} now={source} onChange={setSource} />}
      choices={rows?.map((row) => ({ ...row, where: source.is === "folder" && row.folder === source.folder ? "" : pathOf(folders, row.folder ?? null) }))}
      refusal={list.refusal}
      again={list.reload}
      nothing={words.trim() === "" ? NOTHING[source.is] : `Nothing has “${words.trim()}” in it.`}
      foot={<More of={list} />}
      preview={(row) => <Preview key={row.id} kind={kind} chat={chat} row={row} onStar={() => void star(row)} onTake={() => onTake(row.id)} />}
      onTake={(row) => onTake(row.id)}
    />
  );
}

/** These lists are short, and filtered here; the others the server searches. */
function searched({ is }: Source): boolean {
  return is === "all" || is === "folder";
}

async function fetchRows(kind: SharedKind, chat: string, source: Source, words: string, after: string | undefined, signal: AbortSignal) {
  switch (source.is) {
    case "chat":
      return rest("GET /api/v1/texts/suggestions", { query: { chat }, signal });
    case "used":
      return rest("GET /api/v1/texts/used", { query: { kind }, signal });
    case "favourites":
      return rest("GET /api/v1/texts/favourites", { query: { kind }, signal });
    case "all":
    case "folder": {
      const query = { text: words, deep: true, ...(source.folder !== undefined && { folder: source.folder }), ...(after !== undefined && { after }) };
      return rest(LISTS[kind], { query, signal });
    }
  }
}

function matches(row: SharedTextsRow, words: string): boolean {
  const text = folded(`${row.title} ${row.excerpt}`);
  return folded(words).split(/\s+/u).every((word) => text.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

interface SourcesProps {
  readonly kind: SharedKind;
  readonly folders: readonly Branch[];
  readonly now: Source;
  onChange(source: Source): void;
}

/** Buttons where there is room, a menu where there is none. */
function Sources({ kind, folders, now, onChange }: SourcesProps) {
  const fixed = [
    { is: "all", name: "All", icon: <TextsIcon size={16} /> },
    ...(kind === "faq" ? [{ is: "chat", name: "For this chat", icon: <ChatIcon size={16} /> } as const] : []),
    { is: "used", name: "Last used", icon: <ClockIcon size={16} /> },
    { is: "favourites", name: "Favourites", icon: <StarIcon size={16} filled={false} /> },
  ] as const;
  const value = now.is === "folder" ? `folder ${now.folder}` : now.is;
  const choose = (chosen: string) => {
    const folder = folders.find(({ id }) => chosen === `folder ${id}`);
    onChange(folder === undefined ? { is: fixed.find(({ is }) => is === chosen)?.is ?? "all" } : { is: "folder", folder: folder.id });
  };
  return (
    <>
      <select class="select side-select" aria-label="Which texts" value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {fixed.map(({ is, name }) => (
          <option key={is} value={is}>
            {name}
          </option>
        ))}
        {folders.map(({ id, path }) => (
          <option key={id} value={`folder ${id}`}>
            {path}
          </option>
        ))}
      </select>
      {fixed.map(({ is, name, icon }) => (
        <button key={is} type="button" class="side-item" aria-current={value === is ? "true" : undefined} onClick={() => onChange({ is })}>
          {icon}
          <span class="side-name">{name}</span>
        </button>
      ))}
      {folders.length > 0 && <p class="side-label">Folders</p>}
      {folders.map(({ id, name, depth }) => (
        <button
          key={id}
          type="button"
          class={`side-item depth-${Math.min(depth, 3)}`}
          aria-current={value === `folder ${id}` ? "true" : undefined}
          onClick={() => onChange({ is: "folder", folder: id })}
        >
          <FolderIcon size={16} />
          <span class="side-name">{name}</span>
        </button>
      ))}
    </>
  );
}

interface PreviewProps {
  readonly kind: SharedKind;
  readonly chat: string;
  readonly row: SharedTextsRow;
  onStar(): void;
  onTake(): void;
}

function Preview({ kind, chat, row, onStar, onTake }: PreviewProps) {
  const said = useInsertion(kind, row.id, chat);
  return (
    <>
      <header class="preview-head">
        <h3 dir="auto">{row.title}</h3>
        <span class={row.favourite ? "favourite favourite-on" : "favourite"}>
          <IconButton label={row.favourite ? "No favourite any more" : "Make it a favourite"} aria-pressed={row.favourite} onClick={onStar}>
            <StarIcon size={20} filled={row.favourite} />
          </IconButton>
        </span>
      </header>
      <div class="preview-body" tabIndex={0} role="group" aria-label="Text">
        {kind === "faq" ? <FaqBody id={row.id} link={said} /> : said !== null && <Marked text={said} />}
      </div>
      <InsertFoot text={kind === "faq" ? "" : (said ?? "")} words={kind === "faq" ? "Insert link" : "Insert"} onTake={onTake} />
    </>
  );
}

function FaqBody({ id, link }: { id: string; link: string | null }) {
  const faq = useResource(`faq ${id}`, (signal) => rest("GET /api/v1/faqs/{faq}", { path: { faq: id }, signal }));
  return (
    <>
      {link !== null && <p class="preview-link">{link}</p>}
      {faq.data !== undefined && <Rendered html={faq.data.html} />}
    </>
  );
}

export function InsertFoot({ text, words = "Insert", onTake, children }: { text: string; words?: string; onTake(): void; children?: JSX.Element }): JSX.Element {
  const open = [...new Set(openVariables(text).map(({ name }) => `{${name}}`))];
  return (
    <div class="preview-foot">
      <div role="status" class={open.length > 0 ? "preview-open" : "unseen"}>
        {open.length > 0 && `Nothing is known here for ${open.join(", ")}. You fill it in before you send.`}
      </div>
      {children}
      <Button look="primary" onClick={onTake}>
        {words}
      </Button>
    </div>
  );
}

// Whoever holds an arrow key down wants none of the texts she passes.
const LINGER_MS = 80;

/** What would go into the chat; null until it is known. */
export function useInsertion(kind: SharedKind | "quick_reply", id: string, chat: string): string | null {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    const given = new AbortController();
    const timer = setTimeout(() => {
      fetchInsertion(kind, id, chat, given.signal).then(setSaid, () => undefined); // taking it says what is wrong
    }, LINGER_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [kind, id, chat]);
  return said;
}

// FAQs or reply templates as an admin sees them: the tree of folders, and what lies in the chosen one and below.

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { MoreIcon, SearchIcon } from "../../shared/icons.tsx";
import type { SharedTextsRow } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { FolderIcon, PlusIcon, TextsIcon } from "../icons.tsx";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Empty, Menu, type MenuEntry } from "../parts.tsx";
import { addressOf, leading, replacePlace, screenPlace, type Query } from "../places.ts";
import { asRefusal, rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { FolderDialog, type FolderDraft } from "./folder_dialog.tsx";
import { branches, pathOf, type Branch, type Folder } from "./folders.ts";
import { MANY, ONE, type SharedKind } from "./kinds.tsx";
import { fetchFolders, PATHS, removeFolder } from "./shared.ts";
import "./list.css";

interface ListProps {
  readonly kind: SharedKind;
  readonly query: Query;
  readonly nav: ComponentChildren;
}

const LISTS = { faq: "GET /api/v1/faqs", template: "GET /api/v1/templates" } as const;
const NO_FOLDERS: readonly Folder[] = [];

export function List({ kind, query, nav }: ListProps): JSX.Element {
  const { place } = useDesk();
  const [drafting, setDrafting] = useState<FolderDraft | null>(null);
  const folder = query["folder"] ?? "";
  const text = query["q"] ?? "";
  const folders = useResource(`folders ${kind}`, (signal) => fetchFolders(kind, signal));
  const known = folders.data ?? NO_FOLDERS;
  const list = usePages(
    `texts of admins ${kind} ${folder} ${text}`,
    (after, signal) => rest(LISTS[kind], { query: { text, folder, deep: true, drafts: true, ...(after !== undefined && { after }) }, signal }),
    { keep: true },
  );
  const to = (path: readonly string[], more: Query = {}) => addressOf(screenPlace("texts", [PATHS[kind], ...path], more));
  return (
    <ScreenPage
      title="Texts"
      actions={
        <a class="button primary" href={to(["new"], { folder })}>
          <PlusIcon size={16} /> New {kind === "faq" ? "FAQ" : "template"}
        </a>
      }
    >
      {nav}
      <div class="texts">
        <Tree kind={kind} folders={known} now={folder} to={(id) => to([], { folder: id })} onDraft={setDrafting} onChange={folders.reload} />
        <section class="texts-list" aria-label={MANY[kind]}>
          <div class="seek">
            <SearchIcon size={16} />
            <input
              class="input"
              type="search"
              placeholder={`Search ${folder === "" ? MANY[kind] : `in ${pathOf(known, folder)}`}`}
              aria-label={`Search ${MANY[kind]}`}
              value={text}
              onInput={(event) => replacePlace(place, screenPlace("texts", [PATHS[kind]], { folder, q: event.currentTarget.value }))}
            />
          </div>
          <Shown of={list}>
            {({ items }) => (
              <>
                <p class="unseen" role="status">
                  {items.length === 1 ? "1 text" : `${items.length} texts`}
                </p>
                {items.length === 0 && <None kind={kind} text={text} folder={folder} />}
                <ul class="texts-rows">
                  {items.map((row) => (
                    <Row key={row.id} kind={kind} row={row} href={to([row.id])} where={row.folder === folder ? "" : pathOf(known, row.folder ?? null)} />
                  ))}
                </ul>
                <More of={list} />
              </>
            )}
          </Shown>
        </section>
      </div>
      {drafting !== null && (
        <FolderDialog
          kind={kind}
          draft={drafting}
          folders={known}
          close={() => setDrafting(null)}
          onKept={() => {
            setDrafting(null);
            folders.reload();
          }}
        />
      )}
    </ScreenPage>
  );
}

function Row({ kind, row, href, where }: { kind: SharedKind; row: SharedTextsRow; href: string; where: string }) {
  return (
    <li>
      <a class="texts-row" href={href}>
        <span class="texts-title">
          <bdi>{row.title}</bdi>
          {kind === "faq" && row.published === false && <span class="tag tag-warn">Draft</span>}
          {kind === "faq" && row.published !== false && row.public !== true && <span class="tag">Not public</span>}
          {row.language !== "" && <span class="tag">{row.language}</span>}
        </span>
        <span class="texts-excerpt" dir="auto">
          {row.excerpt}
        </span>
        <span class="texts-about">
          {where !== "" && <span>{where} · </span>}changed <Ago at={row.changed_at} />
        </span>
      </a>
    </li>
  );
}

function None({ kind, text, folder }: { kind: SharedKind; text: string; folder: string }) {
  const many = kind === "faq" ? "FAQs" : "reply templates";
  if (text !== "") return <Empty icon={<SearchIcon size={28} />} title={`No ${many} have “${text}” in them`} />;
  return (
    <Empty icon={<TextsIcon size={28} />} title={folder === "" ? `There are no ${many} yet` : "This folder is empty"}>
      {kind === "faq" ? "Agents send customers links to them, and widgets suggest them before a chat." : "Agents insert them into chats, with the customer's name filled in."}
    </Empty>
  );
}

interface TreeProps {
  readonly kind: SharedKind;
  readonly folders: readonly Folder[];
  readonly now: string;
  readonly to: (folder: string) => string;
  onDraft(draft: FolderDraft): void;
  onChange(): void;
}

function Tree({ kind, folders, now, to, onDraft, onChange }: TreeProps) {
  const { place, toasts } = useDesk();
  const remove = async ({ id, name, parent }: Branch) => {
    const lead = leading(place);
    try {
      await removeFolder(kind, id);
      say(toasts, `The folder “${name}” was deleted.`);
      if (now === id) lead(screenPlace("texts", [PATHS[kind]], { folder: parent ?? "" }));
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    onChange();
  };
  const entries = (branch: Branch): MenuEntry[] => [
    { name: "Rename or move…", icon: null, act: () => onDraft({ id: branch.id, name: branch.name, parent: branch.parent ?? null }) },
    { name: "New folder in it…", icon: null, act: () => onDraft({ id: null, name: "", parent: branch.id }) },
    { name: "Delete", icon: null, danger: true, act: () => void remove(branch) },
  ];
  return (
    <nav class="texts-tree" aria-label={`Folders of ${ONE[kind]}`}>
      <a class="side-item" href={to("")} aria-current={now === "" ? "page" : undefined}>
        <TextsIcon size={16} />
        <span class="side-name">All</span>
      </a>
      {branches(folders).map((branch) => (
        <div key={branch.id} class="texts-branch">
          <a class={`side-item depth-${Math.min(branch.depth, 3)}`} href={to(branch.id)} aria-current={now === branch.id ? "page" : undefined}>
            <FolderIcon size={16} />
            <span class="side-name">{branch.name}</span>
          </a>
          <Menu id={`folder-${branch.id}`} label={`More to do with ${branch.name}`} icon={<MoreIcon size={16} />} entries={entries(branch)} />
        </div>
      ))}
      <button type="button" class="side-item texts-new-folder" onClick={() => onDraft({ id: null, name: "", parent: now === "" ? null : now })}>
        <PlusIcon size={16} />
        <span class="side-name">New folder</span>
      </button>
    </nav>
  );
}

// Documents that agents send from, for those who keep them: folders to one side, what lies in them to the other.
// Files are added by the button or by dropping them on the list, into the folder that is open.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { kindOf, sizeWords } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import { DownloadIcon, UploadIcon } from "../../shared/file_icons.tsx";
import { MoreIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import { Uploads } from "../../shared/uploads.ts";
import type { DocumentView, FolderView } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { KindIcon } from "../../shared/file_kinds.tsx";
import { UploadList } from "../files/upload_list.tsx";
import { PageIcon } from "../icons.tsx";
import { PencilIcon, TrashIcon } from "../icons_later.tsx";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Empty, Menu } from "../parts.tsx";
import { addressOf, replacePlace, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { DeleteDocument, EditDocument, MoveFolder } from "./edit.tsx";
import { tree } from "./folders.ts";
import { carryInto, download, newVersion, RULES, useDropOn } from "./library.ts";
import "./documents.css";

type Open =
  | { readonly is: "edit" | "delete"; readonly document: DocumentView }
  | { readonly is: "folder"; readonly path: string }
  | null;

export default function Documents({ query }: ScreenProps) {
  const { link, place } = useDesk();
  const folder = query["folder"] ?? null;
  const text = query["text"] ?? "";
  const [open, setOpen] = useState<Open>(null);
  const folders = useResource("document folders", (signal) => rest("GET /api/v1/documents/folders", { signal }));
  const found = usePages(
    `documents ${folder} ${text}`,
    (after, signal) =>
      rest("GET /api/v1/documents", {
        query: { text, ...(folder !== null && { folder, deep: true }), ...(after !== undefined && { after }) },
        signal,
      }),
    { keep: true },
  );
  const again = useRef(() => undefined);
  again.current = () => {
    found.reload();
    folders.reload();
    return undefined;
  };
  const uploads = useMemo(() => new Uploads({ carry: carryInto, onStored: () => again.current() }), []);
  const live = link.value.is === "live";
  useEffect(() => {
    uploads.online = live;
  }, [live]);
  useEffect(() => () => uploads.clear(), []);

  const input = useRef<HTMLInputElement>(null);
  const add = (files: readonly File[]) => uploads.add(folder ?? "", files, RULES);
  const list = useDropOn(add);
  const done = () => {
    setOpen(null);
    again.current();
  };
  const go = (to: { folder?: string; text?: string }) => screenPlace("documents", [], to);

  return (
    <ScreenPage
      title="Documents"
      actions={
        <>
          {folder !== null && <Button onClick={() => setOpen({ is: "folder", path: folder })}>Rename folder…</Button>}
          <Button look="primary" onClick={() => input.current?.click()}>
            <UploadIcon size={18} /> Add documents
          </Button>
        </>
      }
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Documents to add"
        accept={RULES.extensions.join(",")}
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
      <p class="documents-words">
        Agents send copies of these in their chats. A chat keeps what was sent to it, whatever becomes of the document here.
      </p>
      <div class="documents">
        <Folders of={folders.data?.folders ?? []} open={folder} address={(path) => addressOf(go(path === null ? {} : { folder: path }))} />
        <section class="documents-list" aria-label="Documents" ref={list}>
          <input
            class="input"
            type="search"
            aria-label={folder === null ? "Search all documents" : `Search in ${folder}`}
            placeholder={folder === null ? "Search all documents" : `Search in ${folder}`}
            value={text}
            onInput={({ currentTarget }) => replacePlace(place, go({ ...(folder !== null && { folder }), text: currentTarget.value }))}
          />
          <UploadList uploads={uploads} here={uploads.all.value} live={live} dropped={() => list.current?.querySelector("input")?.focus()} />
          <Shown of={found}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty icon={<PageIcon size={28} />} title={text === "" ? "No documents here yet" : "No document fits"}>
                  {text === "" ? "Add some with the button above, or drop files here." : "Try another word, or look in all folders."}
                </Empty>
              ) : (
                <>
                  <table class="documents-table">
                    <thead>
                      <tr>
                        <th scope="col">Name</th>
                        <th scope="col" class="documents-aside">
                          Folder
                        </th>
                        <th scope="col" class="documents-aside">
                          Size
                        </th>
                        <th scope="col" class="documents-aside">
                          Changed
                        </th>
                        <th scope="col">
                          <span class="unseen">What to do with it</span>
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {items.map((document) => (
                        <Row key={document.id} document={document} open={setOpen} exchanged={() => again.current()} />
                      ))}
                    </tbody>
                  </table>
                  <More of={found} />
                </>
              )
            }
          </Shown>
        </section>
      </div>
      {open?.is === "edit" && <EditDocument document={open.document} folders={folders.data?.folders ?? []} close={() => setOpen(null)} done={done} />}
      {open?.is === "delete" && <DeleteDocument document={open.document} close={() => setOpen(null)} done={done} />}
      {open?.is === "folder" && (
        <MoveFolder
          path={open.path}
          close={() => setOpen(null)}
          done={(path) => {
            done();
            place.value = go({ folder: path });
          }}
        />
      )}
    </ScreenPage>
  );
}

interface FoldersProps {
  readonly of: readonly FolderView[];
  readonly open: string | null;
  readonly address: (path: string | null) => string;
}

function Folders({ of, open, address }: FoldersProps) {
  return (
    <nav class="documents-folders" aria-label="Folders">
      <a class="documents-folder" href={address(null)} aria-current={open === null ? "page" : undefined}>
        All documents
      </a>
      {tree(of).map(({ path, name, depth, documents }) => (
        <a
          key={path}
          class={`documents-folder documents-depth-${depth}`}
          href={address(path)}
          aria-current={path === open ? "page" : undefined}
        >
          <bdi class="documents-folder-name">{name}</bdi>
          <span class="documents-count figure">
            {documents}
            <span class="unseen"> documents</span>
          </span>
        </a>
      ))}
    </nav>
  );
}

interface RowProps {
  readonly document: DocumentView;
  readonly open: (open: Open) => void;
  readonly exchanged: () => void;
}

function Row({ document, open, exchanged }: RowProps) {
  const { toasts } = useDesk();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const exchange = async (file: File) => {
    setBusy(true);
    const why = await newVersion(document, file);
    setBusy(false);
    say(toasts, why ?? `${document.name} has a new version.`, why === null ? "plain" : "error");
    if (why === null) exchanged();
  };
  return (
    <tr aria-busy={busy}>
      <th scope="row">
        <span class="documents-name">
          {document.thumbnail_url === undefined ? (
            <KindIcon kind={kindOf(document)} />
          ) : (
            <img class="upload-preview" src={document.thumbnail_url} alt="" loading="lazy" />
          )}
          <span class="file-words">
            <bdi class="file-name" title={document.name}>
              {document.name}
            </bdi>
            <span class="file-size documents-narrow">
              {document.folder !== "" && `${document.folder.replaceAll("/", " › ")} · `}
              {sizeWords(document.size, LOCALE)}
            </span>
          </span>
        </span>
      </th>
      <td class="documents-aside">
        <bdi>{document.folder.replaceAll("/", " › ")}</bdi>
      </td>
      <td class="documents-aside figure">{sizeWords(document.size, LOCALE)}</td>
      <td class="documents-aside">
        <Ago at={document.changed_at} />
      </td>
      <td class="documents-act">
        <input
          ref={input}
          type="file"
          hidden
          aria-label={`New version of ${document.name}`}
          accept={RULES.extensions.join(",")}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = "";
            if (file !== undefined) void exchange(file);
          }}
        />
        <Menu
          id={`document-${document.id}`}
          label={`What to do with ${document.name}`}
          icon={<MoreIcon />}
          entries={[
            { name: "Download", icon: <DownloadIcon />, act: () => download(document) },
            { name: "Rename or move…", icon: <PencilIcon />, act: () => open({ is: "edit", document }) },
            { name: "Replace by a new version…", icon: <UploadIcon />, act: () => input.current?.click() },
            { name: "Delete…", icon: <TrashIcon />, danger: true, act: () => open({ is: "delete", document }) },
          ]}
        />
      </td>
    </tr>
  );
}

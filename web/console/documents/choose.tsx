// A document for a chat: found by a word or by its folder, sent as a copy with one press.

import { useRef, useState } from "preact/hooks";
import { DownloadIcon } from "../../shared/file_icons.tsx";
import { kindOf, sizeWords } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import { newKey } from "../../shared/key.ts";
import type { DocumentView } from "../api.ts";
import { useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { KindIcon } from "../../shared/file_kinds.tsx";
import { focusComposer } from "../hands.ts";
import { PageIcon } from "../icons.tsx";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Dialog, Empty } from "../parts.tsx";
import { asRefusal, rest } from "../rest.ts";
import "./choose.css";

export default function ChooseDocument({ chat, close }: DialogProps<"document">) {
  const { state, commands } = useDesk();
  const [text, setText] = useState("");
  const [folder, setFolder] = useState("");
  const [sending, setSending] = useState<string | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const found = usePages(
    `documents ${folder} ${text}`,
    (after, signal) => rest("GET /api/v1/documents", { query: { text, ...(folder && { folder, deep: true }), ...(after && { after }) }, signal }),
    { keep: true },
  );
  const folders = useResource("document folders", (signal) => rest("GET /api/v1/documents/folders", { signal }));
  const customer = state.value.chats[chat]?.customer ?? "the customer";

  const send = async (document: DocumentView) => {
    if (sending !== null) return;
    setSending(document.id);
    setWhy(null);
    try {
      const file = await rest("POST /api/v1/documents/{document}/copies", { path: { document: document.id }, body: { chat } });
      commands.sendFile(chat, newKey(), file);
      close();
      focusComposer();
    } catch (problem) {
      setSending(null);
      setWhy(asRefusal(problem).message);
    }
  };

  /** From the search down into the list, through it, and back up. */
  const walk = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target instanceof HTMLSelectElement) return;
    const stops = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[data-stop]")];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
  };

  return (
    <Dialog title={`Send ${customer} a document`} wide onClose={close}>
      <div class="choose" onKeyDown={walk}>
        <div class="choose-narrow">
          <input
            class="input"
            type="search"
            aria-label="Search documents"
            placeholder="Search documents"
            autofocus
            data-stop
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              const only = found.data?.items[0];
              if (event.key === "Enter" && only !== undefined && text !== "" && !found.loading) void send(only);
            }}
          />
          {folders.data !== undefined && folders.data.folders.length > 0 && (
            <select class="select" aria-label="Folder" value={folder} onChange={({ currentTarget }) => setFolder(currentTarget.value)}>
              <option value="">All folders</option>
              {folders.data.folders.map(({ path }) => (
                <option key={path} value={path}>
                  {path.replaceAll("/", " › ")}
                </option>
              ))}
            </select>
          )}
        </div>
        {why !== null && (
          <p class="choose-why" role="alert">
            {why}
          </p>
        )}
        <div class="choose-list">
          <Shown of={found}>
            {({ items }) =>
              items.length === 0 ? (
                <Nothing searched={text !== "" || folder !== ""} />
              ) : (
                <>
                  <ul ref={list} aria-label="Documents">
                    {items.map((document) => (
                      <li key={document.id} class="choose-row">
                        <button
                          type="button"
                          class="choose-document"
                          data-stop
                          aria-busy={sending === document.id}
                          disabled={sending !== null}
                          onClick={() => void send(document)}
                        >
                          <KindIcon kind={kindOf(document)} />
                          <span class="file-words">
                            <bdi class="file-name">{document.name}</bdi>
                            <span class="file-size">
                              {document.folder !== "" && `${document.folder.replaceAll("/", " › ")} · `}
                              {sizeWords(document.size, LOCALE)}
                            </span>
                          </span>
                          <span class="choose-send">{sending === document.id ? "Sending…" : "Send"}</span>
                        </button>
                        <a
                          class="choose-look"
                          href={document.url}
                          download={document.name}
                          title="Download it to look at it"
                          aria-label={`Download ${document.name} to look at it`}
                        >
                          <DownloadIcon size={18} />
                        </a>
                      </li>
                    ))}
                  </ul>
                  <More of={found} />
                </>
              )
            }
          </Shown>
        </div>
      </div>
    </Dialog>
  );
}

function Nothing({ searched }: { searched: boolean }) {
  if (searched) {
    return (
      <Empty icon={<PageIcon size={28} />} title="No document fits">
        Try another word, or look in all folders.
      </Empty>
    );
  }
  return (
    <Empty icon={<PageIcon size={28} />} title="There are no documents yet">
      An administrator keeps them under Documents.
    </Empty>
  );
}

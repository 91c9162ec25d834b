// Files in the widget: those of the conversation, and those on their way into it.
//
// An <img> cannot say whose it is, so whatever is shown is fetched with the chat's token and shown from memory; the
// address of a file holds no key to it.

import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { filesOf, isOfFiles } from "../shared/dropped.ts";
import { DownloadIcon } from "../shared/file_icons.tsx";
import { accepted, kindOf, sizeWords } from "../shared/files.ts";
import { fitted } from "../shared/fitted.ts";
import { CloseIcon, ReturnIcon } from "../shared/icons.tsx";
import { KindIcon, PaperClipIcon } from "../shared/file_kinds.tsx";
import { laterStyles } from "../shared/later_styles.ts";
import { IconButton, Spinner } from "../shared/parts.tsx";
import type { FileRef } from "../shared/protocol.ts";
import { carrier, mayTryAgain, part, type Trouble, type Upload, Uploads } from "../shared/uploads.ts";
import { type State, isOpen } from "./state.ts";
import type { Talk } from "./talk.ts";
import { type Language, fill } from "./texts.ts";
import "./files.css";

export const styled = laterStyles();

const PICTURE = { width: 240, height: 220 };

interface FilesProps {
  readonly talk: Talk;
  readonly state: State;
  readonly language: Language;
}

// --- on their way ---

const known = new WeakMap<Talk, Uploads>();

/** One set for the customer's side of a channel. They wait while the line is lost, and go with the chat. */
function uploadsOf(talk: Talk): Uploads {
  const found = known.get(talk);
  if (found !== undefined) return found;
  const uploads = new Uploads({
    carry: carrier(() => talk.token),
    onStored: ({ key }, file) => talk.sayFile(key, file),
  });
  known.set(talk, uploads);
  let chat: string | undefined;
  effect(() => {
    const { link, chat: now } = talk.state.value;
    uploads.online = link.state === "online";
    if (chat !== undefined && chat !== now?.id) uploads.clear();
    chat = now?.id;
  });
  addEventListener("beforeunload", (event) => {
    if (uploads.busy) event.preventDefault();
  });
  return uploads;
}

/** The button beside the field; files that are dropped on the window or pasted come in here too. */
export function Attach({ talk, state, language }: FilesProps): JSX.Element {
  const { texts } = language;
  const input = useRef<HTMLInputElement>(null);
  const rules = state.channel?.files ?? {};
  const add = (files: readonly File[]): void => {
    if (state.chat !== null) uploadsOf(talk).add(state.chat.id, files, rules);
  };
  const [over, setOver] = useState(false);
  const latest = useRef(add);
  latest.current = add;
  useLayoutEffect(() => listenForFiles((files) => latest.current(files), setOver), []);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted(rules)}
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
      <IconButton label={texts.attach} onClick={() => input.current?.click()}>
        <PaperClipIcon />
      </IconButton>
      {over && (
        <div class="drop" aria-hidden="true">
          {texts.dropHere}
        </div>
      )}
    </>
  );
}

function listenForFiles(take: (files: readonly File[]) => void, over: (is: boolean) => void): () => void {
  const stop = new AbortController();
  const listen = <K extends keyof DocumentEventMap>(name: K, act: (event: DocumentEventMap[K]) => void): void =>
    document.addEventListener(name, act, { signal: stop.signal });
  listen("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  listen("dragleave", (event) => {
    if (event.relatedTarget === null) over(false);
  });
  listen("drop", (event) => {
    over(false);
    const files = filesOf(event.dataTransfer);
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  listen("paste", (event) => {
    if (!isOfFiles(event.clipboardData)) return;
    event.preventDefault();
    take(filesOf(event.clipboardData));
  });
  return () => stop.abort();
}

/** Above the field: how far each is, why it did not go, and how to stop it or try again. */
export function Shelf({ talk, state, language }: FilesProps): JSX.Element | null {
  const uploads = uploadsOf(talk);
  const all = uploads.all.value;
  if (all.length === 0 || !isOpen(state.chat)) return null;
  return (
    <ul class="shelf" aria-label={language.texts.onTheirWay}>
      {all.map((upload) => (
        <OnItsWay key={upload.key} upload={upload} uploads={uploads} online={state.link.state === "online"} language={language} />
      ))}
    </ul>
  );
}

interface OnItsWayProps {
  readonly upload: Upload;
  readonly uploads: Uploads;
  readonly online: boolean;
  readonly language: Language;
}

function OnItsWay({ upload, uploads, online, language }: OnItsWayProps): JSX.Element {
  const { texts } = language;
  const { key, name, preview, trouble, state } = upload;
  const [broken, setBroken] = useState(false);
  return (
    <li class={`upload ${state}`}>
      {preview === null || broken ? (
        <KindIcon kind={kindOf({ media_type: upload.mediaType })} mute />
      ) : (
        <img src={preview} alt="" onError={() => setBroken(true)} />
      )}
      <div class="upload-words">
        <bdi class="file-name">{name}</bdi>
        {trouble !== null && <p role="alert">{whyNot(trouble, language)}</p>}
        {state === "waiting" && <p>{online && !upload.broke ? texts.waitingFile : texts.offlineFile}</p>}
        {state === "going" && <progress max={1} value={part(upload)} aria-label={name} />}
      </div>
      {mayTryAgain(upload) && (
        <IconButton label={fill(texts.fileAgain, { name })} onClick={() => uploads.again(key)}>
          <ReturnIcon size={18} />
        </IconButton>
      )}
      <IconButton label={state === "failed" ? fill(texts.discardFile, { name }) : fill(texts.cancelFile, { name })} onClick={() => uploads.drop(key)}>
        <CloseIcon size={18} />
      </IconButton>
    </li>
  );
}

/** The server speaks English; what it says is said to those who read it. */
function whyNot(trouble: Trouble, { texts, locale }: Language): string {
  if (trouble.is === "refused") return (locale.startsWith("en") && trouble.message) || texts.fileFailed;
  const { why } = trouble;
  if (why.is === "empty") return texts.fileEmpty;
  if (why.is === "type") return texts.fileType;
  return fill(texts.fileTooLarge, { size: sizeWords(why.size, locale, why.most), most: sizeWords(why.most, locale) });
}

// --- in the conversation ---

interface FileProps {
  readonly file: FileRef;
  readonly talk: Talk;
  readonly language: Language;
}

export function FileView({ file, talk, language }: FileProps): JSX.Element {
  return file.thumbnail_url === undefined ? (
    <Card file={file} talk={talk} language={language} />
  ) : (
    <Picture file={file} small={file.thumbnail_url} talk={talk} language={language} />
  );
}

function Picture({ file, small, talk, language }: FileProps & { readonly small: string }): JSX.Element {
  const [large, setLarge] = useState(false);
  const source = useFetched(small, talk);
  if (source === "broken") return <Card file={file} talk={talk} language={language} />;
  const box = fitted(file, PICTURE);
  return (
    <>
      <button type="button" class="picture" title={file.name} onClick={() => setLarge(true)}>
        {source === null ? (
          <svg {...box} aria-hidden="true" />
        ) : (
          <img src={source} alt={fill(language.texts.openPicture, { name: file.name })} {...box} />
        )}
      </button>
      {large && <Large file={file} talk={talk} language={language} close={() => setLarge(false)} />}
    </>
  );
}

function Large({ file, talk, language, close }: FileProps & { readonly close: () => void }): JSX.Element {
  const { texts } = language;
  const box = useRef<HTMLDialogElement>(null);
  const source = useFetched(file.url, talk);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
  }, []);
  return (
    <dialog
      class="large"
      ref={box}
      aria-label={file.name}
      onClose={close}
      onClick={(event) => event.target === box.current && close()}
      onKeyDown={(event) => event.stopPropagation()} // Esc closes this, not the window
    >
      <header>
        <bdi class="file-name">{file.name}</bdi>
        <IconButton label={texts.download} onClick={() => void save(file, talk)}>
          <DownloadIcon />
        </IconButton>
        <IconButton label={texts.close} onClick={close}>
          <CloseIcon />
        </IconButton>
      </header>
      {source === null && <Spinner label={texts.connecting} />}
      {source === "broken" && <p role="alert">{texts.fileGone}</p>}
      {source !== null && source !== "broken" && <img src={source} alt={file.name} />}
    </dialog>
  );
}

function Card({ file, talk, language }: FileProps): JSX.Element {
  const [state, setState] = useState<"still" | "busy" | "broken">("still");
  const { texts, locale } = language;
  const get = async (): Promise<void> => {
    setState("busy");
    setState((await save(file, talk)) ? "still" : "broken");
  };
  return (
    <button
      type="button"
      class="file-card"
      title={`${texts.download}: ${file.name}`}
      aria-busy={state === "busy"}
      disabled={state === "busy"}
      onClick={() => void get()}
    >
      <KindIcon kind={kindOf(file)} mute />
      <span class="file-words">
        <bdi class="file-name">{file.name}</bdi>
        <span class="file-size" role={state === "broken" ? "alert" : undefined}>
          {state === "broken" ? texts.fileGone : sizeWords(file.size, locale)}
        </span>
      </span>
      {state === "busy" ? <Spinner /> : <DownloadIcon size={18} />}
    </button>
  );
}

// --- fetching ---

// By address, for as long as the page is there: thumbnails are small, and few files are opened whole.
const fetched = new Map<string, Promise<string>>();

function fetchedFrom(url: string, talk: Talk): Promise<string> {
  const before = fetched.get(url);
  if (before !== undefined) return before;
  const now = bring(url, talk);
  fetched.set(url, now);
  now.catch(() => fetched.delete(url));
  return now;
}

async function bring(url: string, talk: Talk): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${talk.token}` } });
  if (!answer.ok) throw new Error(`the file was answered with ${answer.status}`);
  return URL.createObjectURL(await answer.blob());
}

/** An address of it in memory; null until it is there. Tried again when the line is back. */
function useFetched(url: string, talk: Talk): string | "broken" | null {
  const [source, setSource] = useState<string | null>(null);
  const online = talk.state.value.link.state === "online";
  useLayoutEffect(() => {
    let gone = false;
    const put = (now: string): void => {
      if (!gone) setSource(now);
    };
    if (source === null || source === "broken") {
      fetchedFrom(url, talk).then(put, () => put("broken"));
    }
    return () => {
      gone = true;
    };
  }, [url, online]);
  return source;
}

/** Whether it could be fetched. */
async function save({ url, name }: FileRef, talk: Talk): Promise<boolean> {
  try {
    const link = document.createElement("a");
    link.href = await fetchedFrom(url, talk);
    link.download = name;
    link.click();
    return true;
  } catch {
    return false;
  }
}

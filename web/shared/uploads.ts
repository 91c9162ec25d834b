// Files on their way to the server: what is known of each, and who carries them.
//
//   reduce     (uploads, act) → uploads, pure: what a screen draws
//   Uploads    takes files for a chat, carries a few at a time, and hands each over once the server has it
//   carrier    one request with its progress; the only part that knows XMLHttpRequest (fetch tells of no progress)
//
// An upload belongs to its chat and to no screen: whoever looks at another chat meanwhile finds it gone on. Where the
// line breaks it waits, and begins again when the line is back; what the server refuses stays in view with the reason,
// to be tried again or let go. The key of an upload becomes the key of its message.

import { batch, signal, type ReadonlySignal } from "@preact/signals";
import { isPicture, refusalOf, type Unfit } from "./files.ts";
import { newKey } from "./key.ts";
import type { FileRef, FileRules } from "./protocol.ts";

// A browser has six lines to a server and one sender may fill six: some stay free for what is read meanwhile.
const AT_ONCE = 3;
// Tries that break although the line to the server stands: then it is not the line.
const BREAKS_MOST = 4;
const AGAIN_MS = 1_000;
// A wait that a person would not notice is waited; a longer one is told.
const SHORT_WAIT_MS = 10_000;
const SERVER = "/api/v1/files";

export type Trouble =
  | { readonly is: "unfit"; readonly why: Unfit }
  /** What the server says, in its words. */
  | { readonly is: "refused"; readonly code: string; readonly message: string };

export interface Upload {
  readonly key: string;
  readonly chat: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  /** An address of the picture on this machine. */
  readonly preview: string | null;
  readonly state: "waiting" | "going" | "failed";
  /** It waits because the line broke, whether or not anybody else has noticed yet. */
  readonly broke: boolean;
  /** Bytes that have gone out. */
  readonly sent: number;
  readonly trouble: Trouble | null;
}

export type UploadAct =
  | { readonly type: "added"; readonly upload: Upload }
  | { readonly type: "going"; readonly key: string }
  | { readonly type: "progress"; readonly key: string; readonly sent: number }
  | { readonly type: "waiting"; readonly key: string; readonly broke: boolean }
  | { readonly type: "failed"; readonly key: string; readonly trouble: Trouble }
  | { readonly type: "gone"; readonly key: string };

export function reduce(uploads: readonly Upload[], act: UploadAct): readonly Upload[] {
  switch (act.type) {
    case "added":
      return [...uploads, act.upload];
    case "going":
      return changed(uploads, act.key, { state: "going", sent: 0, trouble: null });
    case "progress":
      return changed(uploads, act.key, { sent: act.sent }, "going");
    case "waiting":
      return changed(uploads, act.key, { state: "waiting", broke: act.broke, sent: 0, trouble: null });
    case "failed":
      return changed(uploads, act.key, { state: "failed", sent: 0, trouble: act.trouble });
    case "gone":
      return uploads.filter((each) => each.key !== act.key);
  }
}

function changed(all: readonly Upload[], key: string, change: Partial<Upload>, only?: Upload["state"]): readonly Upload[] {
  return all.map((each) => (each.key === key && (only === undefined || each.state === only) ? { ...each, ...change } : each));
}

/** A part of the whole, for a bar; the last of it is the server's answer. */
export function part({ sent, size }: Upload): number {
  return size === 0 ? 0 : Math.min(0.99, sent / size);
}

/** Another try may end better: not for a file that is what it is. */
export function mayTryAgain({ trouble }: Upload): boolean {
  return trouble?.is === "refused" && !["invalid", "too_large", "not_found"].includes(trouble.code);
}

// --- carrying ---

export class UploadRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryMs: number = 0,
  ) {
    super(message);
    this.name = "UploadRefused";
  }
}

/** Rejects with `UploadRefused`, its code `lost` where there was no answer. A stopped one need not settle. */
export type Carrier = (chat: string, file: File, progress: (sent: number) => void, stop: AbortSignal) => Promise<FileRef>;

export interface UploadsSetting {
  readonly carry: Carrier;
  /** The server has it: it is to be sent in its chat. */
  onStored(upload: Upload, file: FileRef): void;
  /** It is not going; the reason is in `trouble`. */
  onFailed?(upload: Upload): void;
  later?(run: () => void, ms: number): void;
}

interface Load {
  readonly file: File;
  /** Those that were chosen at once: they are handed over in the order in which they were chosen. */
  readonly lot: readonly File[];
  /** The server has it, and one that was chosen before it is still on its way. */
  stored: FileRef | null;
  breaks: number;
  /** Its next try is set for later. */
  held: boolean;
  stop: AbortController | null;
}

export class Uploads {
  readonly #all = signal<readonly Upload[]>([]);
  readonly #loads = new Map<string, Load>();
  readonly #setting: UploadsSetting;
  #online = true;

  constructor(setting: UploadsSetting) {
    this.#setting = setting;
  }

  get all(): ReadonlySignal<readonly Upload[]> {
    return this.#all;
  }

  add(chat: string, files: readonly File[], rules: FileRules): void {
    for (const file of files) {
      const why = refusalOf(file, rules);
      const upload = described(chat, file, why);
      if (why === null) this.#loads.set(upload.key, { file, lot: files, stored: null, breaks: 0, held: false, stop: null });
      this.#put({ type: "added", upload });
    }
    this.#pump();
  }

  again(key: string): void {
    const load = this.#loads.get(key);
    if (load === undefined) return;
    load.breaks = 0;
    load.held = false;
    this.#put({ type: "waiting", key, broke: false });
    this.#pump();
  }

  /** Stop it, or let a failed one go. */
  drop(key: string): void {
    this.#loads.get(key)?.stop?.abort();
    this.#forget(key);
    this.#pump();
  }

  clear(): void {
    for (const { key } of this.#all.peek()) this.drop(key);
  }

  /** The line to the server is there, or lost. */
  set online(now: boolean) {
    if (now && !this.#online) for (const load of this.#loads.values()) load.held = false;
    this.#online = now;
    this.#pump();
  }

  /** Whether closing the page would lose something. */
  get busy(): boolean {
    return this.#all.peek().some((each) => each.state !== "failed");
  }

  #pump(): void {
    this.#handOver();
    if (!this.#online) return;
    const all = this.#all.peek();
    const free = AT_ONCE - all.filter(({ key, state }) => state === "going" && this.#loads.get(key)?.stored === null).length;
    const next = all.filter((each) => each.state === "waiting" && this.#loads.get(each.key)?.held === false);
    for (const upload of next.slice(0, Math.max(0, free))) void this.#carry(upload);
  }

  #handOver(): void {
    const behind = new Set<readonly File[]>();
    batch(() => {
      for (const upload of this.#all.peek()) {
        const load = this.#loads.get(upload.key);
        if (load === undefined || upload.state === "failed" || behind.has(load.lot)) continue;
        if (load.stored === null) {
          behind.add(load.lot);
        } else {
          this.#forget(upload.key);
          this.#setting.onStored(upload, load.stored);
        }
      }
    });
  }

  async #carry(upload: Upload): Promise<void> {
    const { key, chat } = upload;
    const load = this.#loads.get(key);
    if (load === undefined) return;
    const stop = (load.stop = new AbortController());
    const progress = (sent: number) => this.#put({ type: "progress", key, sent });
    this.#put({ type: "going", key });
    try {
      const file = await this.#setting.carry(chat, load.file, progress, stop.signal);
      if (stop.signal.aborted) return;
      load.stored = file;
    } catch (problem) {
      if (stop.signal.aborted) return;
      this.#broke(key, load, problem instanceof UploadRefused ? problem : new UploadRefused("internal", ""));
    }
    this.#pump();
  }

  #broke(key: string, load: Load, { code, message, retryMs }: UploadRefused): void {
    const lost = code === "lost";
    if (lost && this.#online) load.breaks += 1;
    const goesOn = lost ? load.breaks <= BREAKS_MOST : code === "rate_limited" && retryMs <= SHORT_WAIT_MS;
    if (!goesOn) {
      this.#put({ type: "failed", key, trouble: { is: "refused", code, message } });
      const failed = this.#all.peek().find((each) => each.key === key);
      if (failed !== undefined) this.#setting.onFailed?.(failed);
      return;
    }
    load.held = true;
    this.#put({ type: "waiting", key, broke: lost });
    const later = this.#setting.later ?? setTimeout;
    later(() => this.#release(load), lost ? AGAIN_MS * 2 ** load.breaks : retryMs);
  }

  #release(load: Load): void {
    load.held = false;
    this.#pump();
  }

  #forget(key: string): void {
    const preview = this.#all.peek().find((each) => each.key === key)?.preview ?? null;
    if (preview !== null) URL.revokeObjectURL(preview);
    this.#loads.delete(key);
    this.#put({ type: "gone", key });
  }

  #put(act: UploadAct): void {
    this.#all.value = reduce(this.#all.peek(), act);
  }
}

function described(chat: string, file: File, why: Unfit | null): Upload {
  return {
    key: newKey(),
    chat,
    name: file.name,
    size: file.size,
    mediaType: file.type,
    preview: why === null && isPicture(file.type) ? URL.createObjectURL(file) : null,
    state: why === null ? "waiting" : "failed",
    broke: false,
    sent: 0,
    trouble: why === null ? null : { is: "unfit", why },
  };
}

/** Carries over HTTP. `token` of a customer; an agent's cookie goes along by itself. */
export function carrier(token: () => string | null = () => null): Carrier {
  return (chat, file, progress, stop) => {
    const form = new FormData();
    form.append("chat", chat); // before the file: who may send none is told before it comes
    form.append("file", file);
    return posted(SERVER, form, token(), progress, stop);
  };
}

/** A form on its way, with its progress. */
export function posted<Answer>(
  url: string,
  form: FormData,
  token: string | null,
  progress: (sent: number) => void,
  stop: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    if (token !== null) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => {
      const said = (request.response ?? {}) as Record<string, unknown>;
      if (request.status < 300) resolve(said as Answer);
      else reject(refused(request.status, said));
    };
    request.onerror = () => reject(new UploadRefused("lost", ""));
    stop.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** What has no code of ours comes from something between us and the server, such as a proxy with a limit of its own. */
function refused(status: number, { code, message, retry_ms }: Record<string, unknown>): UploadRefused {
  if (typeof code === "string") return new UploadRefused(code, String(message ?? ""), Number(retry_ms ?? 0));
  if (status === 413) return new UploadRefused("too_large", "");
  return new UploadRefused(status >= 500 ? "unavailable" : "internal", "");
}

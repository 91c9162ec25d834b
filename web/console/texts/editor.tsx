// One FAQ or reply template: its fields, and beside a FAQ its page as it will look.
//
// What was changed and not saved is kept while the page is open: whoever comes back to it finds it, and may let it go.

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, Switch } from "../parts.tsx";
import { addressOf, leading, replacePlace, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Field, Unplaced, wrongWith } from "./fields.tsx";
import { FolderSelect } from "./folder_select.tsx";
import type { Folder } from "./folders.ts";
import { MANY, type SharedKind } from "./kinds.tsx";
import { Rendered } from "./rendered.tsx";
import { BodyField } from "./reply_form.tsx";
import { EMPTY, fetchFolders, fetchText, keepText, PATHS, removeText, whoMay, type Fields, type Stored } from "./shared.ts";
import { languageName } from "../languages.ts";
import "./editor.css";

const FIELDS = ["title", "body", "folder", "language"];
// Those that the widget speaks; any other tag may be written.
const LANGUAGES = ["en", "nb", "sv", "da", "de", "nl", "fr"];
// After the last letter: fast enough to be live, seldom enough for a fast hand.
const PREVIEW_MS = 250;

const unsaved = new Map<string, Fields>();

interface EditorProps {
  readonly kind: SharedKind;
  /** Null for a new one. */
  readonly id: string | null;
  /** In which a new one is made. */
  readonly folder: string | null;
}

export function Editor({ kind, id, folder }: EditorProps): JSX.Element {
  const text = useResource<Stored>(`text ${kind} ${id ?? ""}`, async (signal) => (id === null ? { ...EMPTY, folder, id: "", path: null } : fetchText(kind, id, signal)));
  const one = kind === "faq" ? "FAQ" : "reply template";
  return (
    <ScreenPage title={id === null ? `New ${one}` : `Edit ${one}`} back={{ href: addressOf(screenPlace("texts", [PATHS[kind]])), name: MANY[kind] }}>
      <Shown of={text}>{(stored) => <Form kind={kind} stored={stored} onStored={(now) => text.change(() => now)} />}</Shown>
    </ScreenPage>
  );
}

function fieldsOf({ title, body, folder, language, published, public: open }: Fields): Fields {
  return { title, body, folder, language, published, public: open };
}

function same(a: Fields, b: Fields): boolean {
  return JSON.stringify(fieldsOf(a)) === JSON.stringify(fieldsOf(b));
}

function Form({ kind, stored, onStored }: { kind: SharedKind; stored: Stored; onStored(stored: Stored): void }) {
  const { place, toasts } = useDesk();
  const isNew = stored.id === "";
  const name = `${kind} ${stored.id}`;
  const [fields, setFields] = useState<Fields>(() => unsaved.get(name) ?? fieldsOf(stored));
  const [found] = useState(() => unsaved.has(name));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const folders = useResource(`folders ${kind}`, (signal) => fetchFolders(kind, signal)).data ?? [];
  const form = useRef<HTMLFormElement>(null);
  const latest = useRef(fields);
  latest.current = fields;
  const changed = !same(fields, stored);

  const change = (part: Partial<Fields>) => {
    const next = { ...fields, ...part };
    setFields(next);
    if (same(next, stored)) unsaved.delete(name);
    else unsaved.set(name, next);
  };
  const save = async () => {
    const lead = leading(place, (next) => replacePlace(place, next));
    setBusy(true);
    setRefusal(null);
    try {
      const now = await keepText(kind, isNew ? null : stored.id, fields);
      const typed = latest.current;
      unsaved.delete(name);
      if (same(typed, fields)) setFields(fieldsOf(now));
      else unsaved.set(`${kind} ${now.id}`, typed); // since it was on its way
      onStored(now);
      say(toasts, `“${now.title}” is saved.`);
      if (isNew) lead(screenPlace("texts", [PATHS[kind], now.id]));
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
    setBusy(false);
  };
  const remove = async () => {
    const lead = leading(place);
    setAsking(false);
    try {
      await removeText(kind, stored.id);
      unsaved.delete(name);
      say(toasts, `“${stored.title}” was deleted.`);
      lead(screenPlace("texts", [PATHS[kind]]));
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };

  useLayoutEffect(() => {
    if (isNew) form.current?.querySelector("input")?.focus();
  }, []);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [refusal]);
  useLayoutEffect(() => {
    if (!changed) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [changed]);

  return (
    <>
      <form
        class={kind === "faq" ? "text-editor text-editor-two" : "text-editor"}
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save();
        }}
      >
        <div class="text-fields">
          {found && changed && (
            <p class="notice notice-warn">
              These are changes that you have not saved.
              <button type="button" class="link-button" onClick={() => change(fieldsOf(stored))}>
                Discard them
              </button>
            </p>
          )}
          <Field label="Title" wrong={wrongWith(refusal, "title")}>
            {(wired) => <input {...wired} class="input" autocomplete="off" dir="auto" value={fields.title} onInput={(event) => change({ title: event.currentTarget.value })} />}
          </Field>
          {kind === "template" ? (
            <BodyField body={fields.body} onBody={(body) => change({ body })} wrong={wrongWith(refusal, "body")} rows={10} />
          ) : (
            <Field label="Text" wrong={wrongWith(refusal, "body")} hint="Markdown: **bold**, - lists, [links](https://…), ## headings, tables.">
              {(wired) => <textarea {...wired} class="input" rows={12} dir="auto" value={fields.body} onInput={(event) => change({ body: event.currentTarget.value })} />}
            </Field>
          )}
          <Places kind={kind} fields={fields} folders={folders} refusal={refusal} onChange={change} />
          <Unplaced refusal={refusal} fields={FIELDS} />
          <div class="text-acts">
            <Button look="primary" submit busy={busy} disabled={!changed && !isNew}>
              {isNew ? "Add" : "Save"}
            </Button>
            {stored.path !== null && (
              <a class="button secondary" href={stored.path} target="_blank" rel="noopener">
                Open its page
              </a>
            )}
            {!isNew && (
              <span class="text-delete">
                <Button look="quiet" onClick={() => setAsking(true)}>
                  Delete…
                </Button>
              </span>
            )}
          </div>
        </div>
        {kind === "faq" && <PagePreview title={fields.title} body={fields.body} />}
      </form>
      {asking && (
        <Dialog title={`Delete “${stored.title}”?`} onClose={() => setAsking(false)}>
          <p class="dialog-text">
            {kind === "faq"
              ? "Its public page goes with it: links to it in chats and mails then lead nowhere. To take it back later, make it a draft instead."
              : "It goes out of everybody's lists. What was sent with it stays in the chats."}
          </p>
          <div class="dialog-foot">
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button look="danger" onClick={() => void remove()}>
              Delete
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

interface PlacesProps {
  readonly kind: SharedKind;
  readonly fields: Fields;
  readonly folders: readonly Folder[];
  readonly refusal: Refusal | null;
  onChange(part: Partial<Fields>): void;
}

function Places({ kind, fields, folders, refusal, onChange }: PlacesProps) {
  return (
    <>
      <div class="text-places">
        <Field label="Folder" wrong={wrongWith(refusal, "folder")}>
          {(wired) => <FolderSelect wired={wired} folders={folders} value={fields.folder} top="None" onChange={(folder) => onChange({ folder })} />}
        </Field>
        <Field label="Language" wrong={wrongWith(refusal, "language")} hint="A tag such as en or pt-BR; empty for any.">
          {(wired) => <input {...wired} class="input" list="text-languages" autocomplete="off" spellcheck={false} value={fields.language} onInput={(event) => onChange({ language: event.currentTarget.value })} />}
        </Field>
        <datalist id="text-languages">
          {LANGUAGES.map((tag) => (
            <option key={tag} value={tag} label={languageName(tag)} />
          ))}
        </datalist>
      </div>
      <div class="text-who" role="group" aria-label="Who may see it">
        {kind === "faq" && (
          <>
            <Switch on={fields.published} onChange={(published) => onChange({ published })}>
              Published
            </Switch>
            <Switch on={fields.public} onChange={(open) => onChange({ public: open })}>
              Public
            </Switch>
          </>
        )}
        <p class="field-hint" role="status">
          {whoMay(kind, fields)}
        </p>
      </div>
    </>
  );
}

function PagePreview({ title, body }: { title: string; body: string }) {
  const [html, setHtml] = useState("");
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const given = new AbortController();
    const fetch = () =>
      rest("POST /api/v1/faqs/preview", { body: { body }, signal: given.signal }).then(
        (page) => {
          setHtml(page.html);
          setFailed(false);
        },
        () => {
          if (!given.signal.aborted) setFailed(true);
        },
      );
    const timer = setTimeout(() => void fetch(), html === "" ? 0 : PREVIEW_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [body]);
  return (
    <section class="text-preview" aria-label="Preview of its page">
      <p class="text-preview-label">Preview</p>
      {failed && <p class="field-wrong">The preview cannot be made right now. Saving says what is wrong.</p>}
      <p class="text-preview-title" dir="auto">
        {title || "Title"}
      </p>
      <Rendered html={html} />
    </section>
  );
}

// One's own quick replies in one's own order: dragged by the handle, or moved by the arrow keys on it.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { LockIcon } from "../../shared/icons.tsx";
import { Button, IconButton } from "../../shared/parts.tsx";
import type { Reply } from "../api.ts";
import { PlusIcon } from "../icons.tsx";
import { GripIcon, PencilIcon, TrashIcon } from "../icons_later.tsx";
import { Shown } from "../loading.tsx";
import { Dialog, Empty } from "../parts.tsx";
import { ScreenPage } from "../screen.tsx";
import { keyed, landing } from "./order.ts";
import { useReplies, type Replies } from "./replies.ts";
import { ReplyForm } from "./reply_form.tsx";
import { Undo } from "./undo.tsx";
import "./replies_page.css";

// After the last key, so that five steps down are one order for the server.
const SETTLE_MS = 600;
const NEW = { title: "", body: "" };

export function RepliesPage({ nav }: { nav: ComponentChildren }): JSX.Element {
  const replies = useReplies();
  const [editing, setEditing] = useState<typeof NEW | Reply | null>(null);
  return (
    <ScreenPage
      title={nav === null ? "Quick replies" : "Texts"}
      actions={
        <Button look="primary" onClick={() => setEditing(NEW)}>
          <PlusIcon size={16} /> New quick reply
        </Button>
      }
    >
      {nav}
      <p class="muted">Only you see and use these. In a message, / finds them by their titles; customers never see a title.</p>
      <Shown of={replies.held}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={<LockIcon size={28} />} title="You have no quick replies yet">
              Write down what you say every day, and it is two keys away.
            </Empty>
          ) : (
            <Rows list={list} replies={replies} onEdit={setEditing} />
          )
        }
      </Shown>
      <Undo replies={replies} />
      {editing !== null && (
        <Dialog title={"id" in editing ? "Change the quick reply" : "New quick reply"} onClose={() => setEditing(null)}>
          <ReplyForm
            reply={editing}
            onSaved={(reply) => {
              replies.keep(reply);
              setEditing(null);
            }}
            onCancel={() => setEditing(null)}
          />
        </Dialog>
      )}
    </ScreenPage>
  );
}

function Rows({ list, replies, onEdit }: { list: readonly Reply[]; replies: Replies; onEdit(reply: Reply): void }) {
  const rows = useRef<HTMLOListElement>(null);
  const { moved, onKey, onGrab, held } = useMoving(rows, list, replies);
  return (
    <>
      <p class="unseen" role="status">
        {moved}
      </p>
      <p class="unseen" id="reply-moving">
        Use the up and down arrow keys, Home and End to move it.
      </p>
      <ol class="replies" ref={rows}>
        {list.map((reply, at) => (
          <li key={reply.id} class={reply.id === held ? "reply-row reply-held" : "reply-row"}>
            <button
              type="button"
              class="reply-grip"
              id={`grip-${reply.id}`}
              aria-label={`Move “${reply.title}”`}
              aria-describedby="reply-moving"
              title="Drag it, or use the arrow keys"
              onKeyDown={(event) => onKey(event, at)}
              onPointerDown={(event) => onGrab(event, at)}
            >
              <GripIcon size={16} />
            </button>
            <span class="reply-words">
              <span class="reply-title" dir="auto">
                {reply.title}
              </span>
              <span class="reply-body" dir="auto">
                {reply.body}
              </span>
            </span>
            <IconButton label={`Change “${reply.title}”`} onClick={() => onEdit(reply)}>
              <PencilIcon size={18} />
            </IconButton>
            <IconButton label={`Delete “${reply.title}”`} onClick={() => void replies.remove(reply)}>
              <TrashIcon size={18} />
            </IconButton>
          </li>
        ))}
      </ol>
    </>
  );
}

function useMoving(rows: { readonly current: HTMLOListElement | null }, list: readonly Reply[], replies: Replies) {
  const latest = useRef(replies);
  latest.current = replies;
  const [moved, setMoved] = useState("");
  const [held, setHeld] = useState<string | null>(null);
  const focus = useRef<string | null>(null);
  const settling = useRef<ReturnType<typeof setTimeout> | null>(null);

  const settle = () => {
    if (settling.current === null) return;
    clearTimeout(settling.current);
    settling.current = null;
    void latest.current.saveOrder();
  };
  useEffect(() => settle, []);
  // A row that moves is taken out and put in again, and what had the focus in it has it no more.
  useLayoutEffect(() => {
    if (focus.current !== null) document.getElementById(`grip-${focus.current}`)?.focus();
    focus.current = null;
  });

  const say = (title: string, to: number) => setMoved(`“${title}” is number ${to + 1} of ${list.length}.`);
  const onKey = (event: KeyboardEvent, from: number) => {
    const to = keyed(event.key, from, list.length);
    const reply = list[from];
    if (to === null || reply === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    focus.current = reply.id;
    say(reply.title, to);
    latest.current.move(from, to);
    if (settling.current !== null) clearTimeout(settling.current);
    settling.current = setTimeout(settle, SETTLE_MS);
  };

  const onGrab = (event: PointerEvent, from: number) => {
    const reply = list[from];
    if (event.button !== 0 || reply === undefined) return;
    event.preventDefault();
    let at = from;
    setHeld(reply.id);
    const follow = (move: PointerEvent) => {
      const middles = [...(rows.current?.children ?? [])].map((row) => row.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
      const to = landing(at, move.clientY, middles);
      if (to === at) return;
      latest.current.move(at, to);
      at = to;
    };
    const letGo = (back: boolean) => () => {
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", cancel);
      removeEventListener("keydown", escape, true);
      setHeld(null);
      focus.current = reply.id;
      if (back) latest.current.move(at, from);
      else if (at !== from) {
        say(reply.title, at);
        void latest.current.saveOrder();
      }
    };
    const drop = letGo(false);
    const cancel = letGo(true);
    const escape = (key: KeyboardEvent) => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      key.stopPropagation();
      cancel();
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", cancel);
    addEventListener("keydown", escape, true);
  };
  return { moved, held, onKey, onGrab };
}

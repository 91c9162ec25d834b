// One's own quick replies, in one's own order: to insert, to write and to mend.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Reply } from "../api.ts";
import { PlusIcon } from "../icons.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { Chooser } from "./chooser.tsx";
import { Marked } from "./marked.tsx";
import { ReplyForm } from "./reply_form.tsx";
import { useReplies } from "./replies.ts";
import { InsertFoot, useInsertion } from "./shared_chooser.tsx";
import { Undo } from "./undo.tsx";

interface ReplyChooserProps {
  readonly chat: string;
  onTake(id: string): void;
  /** To the screen on which they are put in order. */
  onLeave(): void;
}

const NEW = { title: "", body: "" };

export function ReplyChooser({ chat, onTake, onLeave }: ReplyChooserProps): JSX.Element {
  const replies = useReplies();
  const [words, setWords] = useState("");
  const [editing, setEditing] = useState<typeof NEW | Reply | null>(null);
  if (editing !== null) {
    const close = () => setEditing(null);
    const saved = (reply: Reply) => {
      replies.keep(reply);
      close();
    };
    return (
      <div class="chooser-form">
        <ReplyForm reply={editing} onSaved={saved} onCancel={close} />
      </div>
    );
  }
  const shown = replies.held.data?.filter(({ title, body }) => words.toLowerCase().split(/\s+/u).every((word) => `${title} ${body}`.toLowerCase().includes(word)));
  return (
    <Chooser
      label="Search quick replies"
      words={words}
      onWords={setWords}
      side={
        <>
          <Button onClick={() => setEditing(NEW)}>
            <PlusIcon size={16} /> New quick reply
          </Button>
          <a class="side-item" href={addressOf(screenPlace("texts", ["replies"]))} onClick={onLeave}>
            <span class="side-name">Put them in order</span>
          </a>
          <Undo replies={replies} />
        </>
      }
      choices={shown?.map((reply) => ({ ...reply, excerpt: reply.body }))}
      refusal={replies.held.refusal}
      again={replies.held.reload}
      nothing={words.trim() === "" ? "You have no quick replies yet. Write one, and / finds it by its title." : `Nothing has “${words.trim()}” in it.`}
      preview={(reply) => <ReplyPreview key={reply.id} reply={reply} chat={chat} onTake={() => onTake(reply.id)} onEdit={() => setEditing(reply)} onDelete={() => void replies.remove(reply)} />}
      onTake={(reply) => onTake(reply.id)}
    />
  );
}

interface ReplyPreviewProps {
  readonly reply: Reply;
  readonly chat: string;
  onTake(): void;
  onEdit(): void;
  onDelete(): void;
}

function ReplyPreview({ reply, chat, onTake, onEdit, onDelete }: ReplyPreviewProps) {
  const said = useInsertion("quick_reply", reply.id, chat);
  return (
    <>
      <header class="preview-head">
        <h3 dir="auto">{reply.title}</h3>
      </header>
      <div class="preview-body" tabIndex={0} role="group" aria-label="Text">
        {said !== null && <Marked text={said} />}
      </div>
      <InsertFoot text={said ?? ""} onTake={onTake}>
        <>
          <Button look="quiet" onClick={onDelete}>
            Delete
          </Button>
          <Button onClick={onEdit}>Edit</Button>
        </>
      </InsertFoot>
    </>
  );
}

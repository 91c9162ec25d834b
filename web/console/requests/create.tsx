// Create request, from a chat: what is to be done for this customer after it. The log of the chat is attached by name,
// so it goes on being attached while they talk. On save the number is put into the field, ready to be sent.

import { useEffect, useRef, useState } from "preact/hooks";
import { newKey } from "../../shared/key.ts";
import type { ChatCard, ContactSuggested, RequestNumber } from "../../shared/protocol.ts";
import { TEXT_MAX } from "../../shared/protocol.ts";
import { Refused } from "../../shared/socket.ts";
import { writeInto } from "../composer_tools.ts";
import { say, useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { focusComposer } from "../hands.ts";
import { FileIcon } from "../icons.tsx";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { reasonOf } from "../refusals.ts";
import { isMine } from "../select.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { ContactSearch, HandlingFields, type Handling, type Whose } from "./fields.tsx";
import { titleOf } from "./words.ts";
import "./create.css";

const FIELDS = ["title", "category", "priority", "owner", "contact", "text"] as const;

export default function CreateDialog({ chat, close }: DialogProps<"request">) {
  const card = useDesk().state.value.chats[chat];
  return card === undefined ? null : <Form card={card} close={close} />;
}

interface Problem {
  readonly field?: string | undefined;
  readonly message: string;
}

function Form({ card, close }: { card: ChatCard; close(): void }) {
  const { ask, state, toasts } = useDesk();
  // The same for every try, so that a lost answer makes no second request.
  const key = useRef(newKey());
  const [title, setTitle] = useState(() => titleOf(card.first));
  const [handling, setHandling] = useState<Handling>({ category: null, priority: "normal", owner: state.peek().me?.id ?? null });
  const [text, setText] = useState("");
  const { linked, could_be, pick, picked } = useWhose(card.id);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (title.trim() === "") return setProblem({ field: "title", message: "Give it a title." });
    setBusy(true);
    try {
      const made = await ask<RequestNumber>({
        type: "request.create",
        chat: card.id,
        title: title.trim(),
        key: key.current,
        ...handling,
        contact: picked?.id ?? null,
        text: text.trim() === "" ? null : text.trim(),
      });
      close();
      say(toasts, `Request ${made.number} created.`);
      if (!isMine(state.peek(), state.peek().chats[card.id])) return;
      writeInto(card.id, made.suggested_text);
      focusComposer();
    } catch (refused) {
      setProblem({ field: refused instanceof Refused ? refused.details.field : undefined, message: reasonOf(refused) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Create a request for ${card.customer}`} onClose={close}>
      <form class="request-form" onSubmit={(event) => void save(event)} novalidate>
        <Field label="Title" wrong={wrongWith(problem, "title")}>
          {(wired) => (
            <input
              {...wired}
              class="input"
              autofocus
              maxLength={200}
              value={title}
              onFocus={(event) => event.currentTarget.select()}
              onInput={(event) => setTitle(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="request-form-row">
          <HandlingFields values={handling} channel={card.channel} problem={problem} onChange={setHandling} />
        </div>
        <WhoseField card={card} contact={picked ?? linked} could_be={could_be} wrong={wrongWith(problem, "contact")} onPick={pick} />
        <Field label="Description" wrong={wrongWith(problem, "text")} hint="For your colleagues. The customer does not see it.">
          {(wired) => (
            <textarea {...wired} class="input" rows={3} maxLength={TEXT_MAX} dir="auto" value={text} onInput={(event) => setText(event.currentTarget.value)} />
          )}
        </Field>
        <p class="request-attached">
          <FileIcon size={16} />
          <span>
            The log of this chat is attached
            {card.status === "active" || card.status === "queued" ? ", and what is still written here will be in it too." : "."}
          </span>
        </p>
        <Unplaced refusal={problem} fields={FIELDS} />
        <SubmitOrCancel onCancel={close} busy={busy}>
          Create request
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

/** Who the chat is linked to, who it could be, and whom the agent has picked here instead. */
function useWhose(chat: string) {
  const { ask } = useDesk();
  const [known, setKnown] = useState<ContactSuggested>({});
  const [picked, pick] = useState<Whose | null>(null);
  useEffect(() => {
    // Without it the field offers a search, and the request gets the contact of the chat in any case.
    ask<ContactSuggested>({ type: "contact.suggest", chat }).then(setKnown, () => undefined);
  }, [chat, ask]);
  return { linked: known.contact ?? null, could_be: (known.could_be ?? []).map(({ contact }) => contact), picked, pick };
}

interface WhoseFieldProps {
  readonly card: ChatCard;
  readonly contact: Whose | null;
  readonly could_be: readonly Whose[];
  readonly wrong: string | undefined;
  readonly onPick: (contact: Whose) => void;
}

function WhoseField({ card, contact, could_be, wrong, onPick }: WhoseFieldProps) {
  const [searching, setSearching] = useState(false);
  if (searching) {
    return (
      <Field label="Contact" wrong={wrong}>
        {(wired) => (
          <ContactSearch
            wired={wired}
            first={could_be}
            onCancel={() => setSearching(false)}
            onPick={(found) => {
              setSearching(false);
              onPick(found);
            }}
          />
        )}
      </Field>
    );
  }
  const about = contact === null ? [card.customer, card.email] : [contact.name, contact.emails?.[0], contact.company_name];
  return (
    <div class="field">
      <span class="field-label" id="request-whose">
        Contact
      </span>
      <div class="request-whose" role="group" aria-labelledby="request-whose">
        <span>
          {[...new Set(about.filter(Boolean))].join(" · ")}
          {contact === null && <span class="muted"> (not linked to a contact)</span>}
        </span>
        <button type="button" class="link-button" onClick={() => setSearching(true)}>
          {contact === null ? "Choose a contact" : "Change"}
        </button>
      </div>
      {wrong !== undefined && <p class="field-wrong">{wrong}</p>}
    </div>
  );
}

// The fields that every form of a request has: its category, priority, owner, and whose it is.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { useResource } from "../loading.tsx";
import { asRefusal, rest } from "../rest.ts";
import { Field, wrongWith, type Wired } from "../texts/fields.tsx";
import { PRIORITIES, PRIORITY, type Priority } from "./words.ts";
import "./fields.css";

interface Choice<Value> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly wired?: Wired;
  /** Where no label stands beside it. */
  readonly label?: string;
  readonly disabled?: boolean;
}

const NONE = "";

interface SelectProps extends Choice<string> {
  readonly options: readonly (readonly [value: string, name: string])[];
}

export function Select({ value, onChange, wired, label, disabled = false, options }: SelectProps) {
  return (
    <select class="select" {...wired} aria-label={label} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([each, name]) => (
        <option key={each} value={each} selected={each === value}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function PrioritySelect({ value, onChange, ...rest }: Choice<Priority>) {
  return <Select {...rest} value={value} options={PRIORITIES.map((each) => [each, PRIORITY[each]])} onChange={(next) => onChange(next as Priority)} />;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** `known`: what the request has already, which stays in the list though it is not offered any more. */
export function CategorySelect({ value, onChange, known, ...others }: Choice<string | null> & { known?: Named | undefined }) {
  const categories = useResource("request categories", (signal) => rest("GET /api/v1/request-categories", { signal }));
  const offered = (categories.data?.items ?? []).filter(({ offered }) => offered);
  return <Select {...others} value={value ?? NONE} options={[[NONE, "None"], ...named(offered, known)]} onChange={(next) => onChange(next || null)} />;
}

export function OwnerSelect({ value, onChange, channel, known, ...others }: Choice<string | null> & { channel: string; known?: Named | undefined }) {
  const owners = useResource(`owners of ${channel}`, (signal) => rest("GET /api/v1/requests/owners", { query: { channel }, signal }));
  const people = (owners.data?.items ?? []).map(({ id = "", name }) => ({ id, name }));
  return <Select {...others} value={value ?? NONE} options={[[NONE, "Nobody"], ...named(people, known)]} onChange={(next) => onChange(next || null)} />;
}

/** Who sees to a request, under what, and how soon. */
export interface Handling {
  readonly category: string | null;
  readonly priority: Priority;
  readonly owner: string | null;
}

interface HandlingFieldsProps {
  readonly values: Handling;
  readonly channel: string;
  readonly problem: Parameters<typeof wrongWith>[0];
  readonly onChange: (values: Handling) => void;
}

/** The three of a new request, each with its label. */
export function HandlingFields({ values, channel, problem, onChange }: HandlingFieldsProps) {
  const { category, priority, owner } = values;
  return (
    <>
      <Field label="Category" wrong={wrongWith(problem, "category")}>
        {(wired) => <CategorySelect wired={wired} value={category} onChange={(category) => onChange({ ...values, category })} />}
      </Field>
      <Field label="Priority" wrong={wrongWith(problem, "priority")}>
        {(wired) => <PrioritySelect wired={wired} value={priority} onChange={(priority) => onChange({ ...values, priority })} />}
      </Field>
      <Field label="Owner" wrong={wrongWith(problem, "owner")}>
        {(wired) => <OwnerSelect wired={wired} channel={channel} value={owner} onChange={(owner) => onChange({ ...values, owner })} />}
      </Field>
    </>
  );
}

function named(all: readonly Named[], known: Named | undefined): [string, string][] {
  const with_known = known === undefined || all.some(({ id }) => id === known.id) ? all : [...all, known];
  return with_known.map(({ id, name }) => [id, name]);
}

/** A contact, as the API or the wire has it. */
export interface Whose {
  readonly id: string;
  readonly name?: string;
  readonly emails?: readonly string[];
  readonly company_name?: string;
}

// Between two letters of a fast hand.
const PAUSE_MS = 150;

interface ContactSearchProps {
  readonly wired?: Wired;
  readonly label?: string;
  readonly onPick: (contact: Whose) => void;
  readonly onCancel?: () => void;
  /** Whom to offer before a word is typed. */
  readonly first?: readonly Whose[];
}

/** Type a name, an address or a company; the arrows choose, Enter takes. */
export function ContactSearch({ wired, label, onPick, onCancel, first = [] }: ContactSearchProps) {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const { found, problem } = useContacts(words);
  const list = words.trim() === "" ? first : found;
  const id = wired?.id ?? "contact";
  const active = Math.min(at, list.length - 1);
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = list[active];
    if (by !== 0 && list.length > 0) setAt((active + by + list.length) % list.length);
    else if (event.key === "Enter" && chosen !== undefined) onPick(chosen);
    else if (event.key === "Escape" && onCancel !== undefined) onCancel();
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="contact-search">
      <div class="contact-search-field">
        <input
          {...wired}
          class="input"
          aria-label={label}
          value={words}
          autocomplete="off"
          placeholder="Name, e-mail or company"
          role="combobox"
          aria-expanded={list.length > 0}
          aria-autocomplete="list"
          aria-controls={`${id}-found`}
          aria-activedescendant={list[active] && `${id}-${list[active].id}`}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
        {onCancel !== undefined && <Button onClick={onCancel}>Cancel</Button>}
      </div>
      <ul class="contact-search-found" id={`${id}-found`} role="listbox" aria-label="Contacts">
        {list.map((contact, index) => (
          <li
            key={contact.id}
            id={`${id}-${contact.id}`}
            class="contact-search-one"
            role="option"
            aria-selected={index === active}
            onClick={() => onPick(contact)}
          >
            <span>{contact.name}</span>
            <span class="muted">{[contact.emails?.[0], contact.company_name].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
      <p class="field-hint" role="status">
        {problem ?? (words.trim() !== "" && list.length === 0 ? "No contact is found by that." : "")}
      </p>
    </div>
  );
}

function useContacts(words: string): { found: readonly Whose[]; problem: string | null } {
  const [now, setNow] = useState<{ found: readonly Whose[]; problem: string | null }>({ found: [], problem: null });
  useEffect(() => {
    const text = words.trim();
    if (text === "") return setNow({ found: [], problem: null });
    const aborter = new AbortController();
    const timer = setTimeout(() => {
      rest("GET /api/v1/contacts/search", { query: { text, limit: 8 }, signal: aborter.signal }).then(
        ({ contacts }) => setNow({ found: contacts, problem: null }),
        (problem: unknown) => {
          if (!aborter.signal.aborted) setNow({ found: [], problem: asRefusal(problem).message });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [words]);
  return now;
}

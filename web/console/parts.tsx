// Parts of the console beside those of shared/parts.tsx. They know nothing of chats either.

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { CheckIcon, CloseIcon } from "../shared/icons.tsx";
import { Button, IconButton } from "../shared/parts.tsx";
import { isFocusLost } from "./focus.ts";
import "./parts.css";

export function Switch({ on, onChange, children }: { on: boolean; onChange(on: boolean): void; children: ComponentChildren }) {
  return (
    <button type="button" class="switch" role="switch" aria-checked={on} onClick={() => onChange(!on)}>
      <span class="switch-track" aria-hidden="true">
        <span class="switch-knob" />
      </span>
      {children}
    </button>
  );
}

/** A number on a tab or a row; `says` is the same for those who hear it. */
export function Badge({ count, says, loud = false }: { count: number; says: string; loud?: boolean }) {
  if (count === 0) return null;
  return (
    <span class={loud ? "badge badge-loud figure" : "badge figure"}>
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span class="unseen">{` ${says}`}</span>
    </span>
  );
}

export function Empty({ icon, title, children }: { icon: ComponentChildren; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="empty-icon">{icon}</span>
      <p class="empty-title">{title}</p>
      {children && <p class="empty-text">{children}</p>}
    </div>
  );
}

interface PopoverProps {
  readonly label: ComponentChildren;
  readonly name: string;
  readonly look?: string;
  readonly title?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button with a panel under it. Esc and a click outside close it; the focus goes in (to what has `data-first`), and
 * back again. */
export function Popover({ label, name, look = "", title, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useLayoutEffect(() => {
    if (!open) return undefined;
    (panel.current?.querySelector<HTMLElement>("[data-first]") ?? panel.current)?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    close();
  };
  return (
    <div class={`popover ${look}`} ref={root} onKeyDown={keys}>
      <button
        type="button"
        ref={button}
        class="popover-button"
        aria-expanded={open}
        aria-controls={id}
        aria-haspopup="dialog"
        title={title}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div class="popover-panel" id={id} ref={panel} role="dialog" aria-label={name} tabIndex={-1} data-layer>
          {children(close)}
        </div>
      )}
    </div>
  );
}

export interface MenuEntry {
  readonly name: string;
  readonly icon: ComponentChildren;
  /** The single key that does the same. */
  readonly hint?: string;
  readonly danger?: boolean;
  /** For what is switched on and off: whether it is on. */
  readonly on?: boolean;
  readonly act: () => void;
}

interface MenuProps {
  readonly id: string;
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly entries: readonly MenuEntry[];
}

const ITEM = "[role^=menuitem]";

/** A button with a menu: the arrows, Home and End move, a letter leads to the entry that begins with it, Esc closes. */
export function Menu({ id, label, icon, entries }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useLayoutEffect(() => {
    if (!open) return undefined;
    panel.current?.querySelector<HTMLElement>(ITEM)?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const keys = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Tab") return setOpen(false);
    if (event.key === "Escape") close();
    else if (!moved(panel.current, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="popover" ref={root} onKeyDown={keys}>
      <IconButton
        id={id}
        label={label}
        buttonRef={button}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={entries.length === 0}
        onClick={() => setOpen(!open)}
      >
        {icon}
      </IconButton>
      {open && (
        <div class="popover-panel" ref={panel} role="menu" aria-labelledby={id} data-layer>
          {entries.map((entry) => (
            <button
              key={entry.name}
              type="button"
              role={entry.on === undefined ? "menuitem" : "menuitemcheckbox"}
              aria-checked={entry.on}
              tabIndex={-1}
              class={entry.danger ? "menu-item menu-danger" : "menu-item"}
              onClick={() => {
                close();
                entry.act();
              }}
            >
              {entry.icon}
              <span class="menu-name">{entry.name}</span>
              {entry.on && <CheckIcon size={16} />}
              {entry.hint !== undefined && <kbd aria-hidden="true">{entry.hint}</kbd>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moved(panel: HTMLElement | null, key: string): boolean {
  const items = [...(panel?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
  const at = items.findIndex((item) => item === document.activeElement);
  const to = target(items, at, key);
  to?.focus();
  return to !== undefined;
}

function target(items: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === "ArrowDown") return items[(at + 1) % items.length];
  if (key === "ArrowUp") return items[(at - 1 + items.length) % items.length];
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key.length !== 1 || key === " ") return undefined;
  const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return rest.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

interface DialogProps {
  readonly title: string;
  /** A class beside the usual one. */
  readonly look?: string;
  readonly onClose: () => void;
  /** For lists beside each other. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

const FIRST_FIELD = ".dialog-head ~ * :is(input:not([type=file], [readonly]), select, textarea:not([readonly])):enabled";

// Where the focus was before a dialog that is going just now: the one that takes its place leads back there.
let handedOn: HTMLElement | null = null;

/** The browser's own modal dialog: it keeps the focus in, and Esc closes it. */
export function Dialog({ title, look = "", onClose, wide = false, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key is pressed: what is typed on at once belongs to the dialog.
  useLayoutEffect(() => {
    const before = handedOn ?? document.activeElement;
    const over = before?.closest("section")?.querySelector<HTMLElement>(":is(h2, h3)[tabindex]");
    box.current?.showModal();
    // A form is there to be filled in: without a wish of its own it begins at its first field, not at Close.
    if (!box.current?.querySelector("[autofocus]")) box.current?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    return () => {
      if (!(before instanceof HTMLElement)) return;
      handedOn = before;
      // Once the box is gone: as long as it is there, nothing outside it takes the focus.
      queueMicrotask(() => {
        handedOn = null;
        // What led here may be gone for what was done here: then one goes on from the heading over it.
        if (isFocusLost()) (before.isConnected ? before : over)?.focus({ preventScroll: true });
      });
    };
  }, []);
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === box.current) onClose();
  };
  return (
    <dialog
      class={`dialog ${wide ? "dialog-wide" : look}`}
      ref={box}
      aria-labelledby={id}
      onClose={onClose}
      onClick={onBackdrop}
      data-layer
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton label="Close" onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface SubmitOrCancelProps {
  readonly onCancel: () => void;
  readonly busy?: boolean;
  /** What the form does, in a word or two. */
  readonly children: ComponentChildren;
}

/** The foot of a dialog that is a form. */
export function SubmitOrCancel({ onCancel, busy = false, children }: SubmitOrCancelProps) {
  return (
    <div class="dialog-foot">
      <Button onClick={onCancel}>Cancel</Button>
      <Button look="primary" submit busy={busy}>
        {children}
      </Button>
    </div>
  );
}

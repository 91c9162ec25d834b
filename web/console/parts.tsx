// Parts of the console beside those of shared/parts.tsx. They know nothing of chats either.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { CloseIcon } from "../shared/icons.tsx";
import { IconButton } from "../shared/parts.tsx";
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
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button with a panel under it. Esc and a click outside close it; the focus goes in, and back again. */
export function Popover({ label, name, look = "", children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    panel.current?.focus();
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

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The browser's own modal dialog: it keeps the focus in, and Esc closes it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === box.current) onClose();
  };
  return (
    <dialog class="dialog" ref={box} aria-labelledby={id} onClose={onClose} onClick={onBackdrop} data-layer>
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

// A row of the panel or a list of the CRM: a double click or Enter opens what it stands for, a tap does too.
//
// A single click of a mouse only takes the focus: the screen changes under the pointer when something opens, and the
// second click of a habit would press whatever is there then. It is a link all the same, so a screen reader calls it
// one, and a click with Ctrl or the middle button opens it beside this one.

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import "./rows.css";

interface EntryProps {
  readonly href?: string;
  /** Instead of going to `href`: opens a dialog. */
  readonly onOpen?: () => void;
  readonly icon?: ComponentChildren;
  readonly title: ComponentChildren;
  readonly about?: ComponentChildren;
  readonly aside?: ComponentChildren;
}

export function Entry({ href, onOpen, icon, title, about, aside }: EntryProps): JSX.Element {
  const byTouch = useRef(false);
  const row = {
    class: "crm-entry",
    title: "Double-click or press Enter to open",
    onPointerDown: (event: PointerEvent) => (byTouch.current = event.pointerType !== "mouse"),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const asked = event.detail !== 1 || byTouch.current; // 0 is the keyboard, 2 a double click
      if (!asked || onOpen !== undefined) event.preventDefault();
      if (asked) onOpen?.();
    },
  };
  const inside = (
    <>
      {icon !== undefined && <span class="crm-entry-icon">{icon}</span>}
      <span class="crm-entry-title">{title}</span>
      {aside !== undefined && <span class="crm-entry-aside">{aside}</span>}
      {about !== undefined && <span class="crm-entry-about">{about}</span>}
    </>
  );
  if (href === undefined) {
    return (
      <button type="button" {...row}>
        {inside}
      </button>
    );
  }
  return (
    <a href={href} {...row}>
      {inside}
    </a>
  );
}

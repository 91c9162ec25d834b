// Tabs of one panel: the arrows, Home and End go from one to the next and show it at once.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import "./tabs.css";

interface TabsProps<Name extends string> {
  readonly label: string;
  /** Beginning of the ids: of the tabs `ID-NAME`, of the panel `ID-panel`. */
  readonly id: string;
  readonly names: readonly Name[];
  readonly words: Readonly<Record<Name, string>>;
  readonly now: Name;
  onChange(name: Name): void;
}

export function Tabs<Name extends string>({ label, id, names, words, now, onChange }: TabsProps<Name>): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent) => {
    const to = target(event.key, names.indexOf(now), names.length);
    const name = to === null ? undefined : names[to];
    if (name === undefined) return;
    event.preventDefault();
    onChange(name);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${name}`)}`)?.focus();
  };
  return (
    <div class="panel-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={keys}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="panel-tab"
          role="tab"
          id={`${id}-${name}`}
          aria-selected={name === now}
          aria-controls={`${id}-panel`}
          tabIndex={name === now ? 0 : -1}
          onClick={() => onChange(name)}
        >
          {words[name]}
        </button>
      ))}
    </div>
  );
}

function target(key: string, at: number, count: number): number | null {
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (key === forward) return (at + 1) % count;
  if (key === back) return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

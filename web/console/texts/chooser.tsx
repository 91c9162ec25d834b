// One of many texts: a field that searches, the list that the arrows move in, and beside it what the text says.
//
// The focus stays in the field. Enter puts in the one that is shown, and so does a double click; Esc is the dialog's.

import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useState } from "preact/hooks";
import { SearchIcon, StarIcon } from "../../shared/icons.tsx";
import { Skeleton } from "../lazy.tsx";
import { Refused } from "../loading.tsx";
import type { Refusal } from "../rest.ts";
import "./chooser.css";

export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly excerpt: string;
  readonly favourite?: boolean;
  /** Where it lies, in words. */
  readonly where?: string;
}

interface ChooserProps<T extends Choice> {
  /** What is searched: "Search reply templates". */
  readonly label: string;
  readonly words: string;
  onWords(words: string): void;
  /** Folders, or buttons; before the list. */
  readonly side: ComponentChildren;
  /** Undefined until they are there. */
  readonly choices: readonly T[] | undefined;
  readonly refusal?: Refusal | undefined;
  again?(): void;
  readonly nothing: string;
  /** Below the list. */
  readonly foot?: ComponentChildren;
  readonly preview: (choice: T) => ComponentChildren;
  onTake(choice: T): void;
}

export function Chooser<T extends Choice>({ label, words, onWords, side, choices, refusal, again, nothing, foot, preview, onTake }: ChooserProps<T>): JSX.Element {
  const id = useId();
  const [wanted, setWanted] = useState<string | null>(null);
  const shown = choices ?? [];
  const active = shown.find((each) => each.id === wanted) ?? shown[0];
  const optionOf = (choice: T) => `${id}-${choice.id}`;

  const keys = (event: KeyboardEvent) => {
    if (active === undefined || event.isComposing) return;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0 && event.key !== "Enter") return;
    event.preventDefault();
    if (by === 0) onTake(active);
    else setWanted(shown[(shown.indexOf(active) + by + shown.length) % shown.length]?.id ?? null);
  };
  useLayoutEffect(() => {
    if (active !== undefined && wanted !== null) document.getElementById(optionOf(active))?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  return (
    <div class="chooser">
      <div class="chooser-side">{side}</div>
      <div class="chooser-middle">
        <div class="seek">
          <SearchIcon size={16} />
          <input
            class="input"
            type="text"
            autofocus
            autocomplete="off"
            placeholder={label}
            aria-label={label}
            role="combobox"
            aria-expanded={shown.length > 0}
            aria-autocomplete="list"
            aria-controls={id}
            aria-activedescendant={active && optionOf(active)}
            value={words}
            onInput={(event) => onWords(event.currentTarget.value)}
            onKeyDown={keys}
          />
        </div>
        <p class="unseen" role="status">
          {choices !== undefined && (shown.length === 1 ? "1 text" : `${shown.length} texts`)}
        </p>
        <div class="chooser-scroll" tabIndex={0} role="group" aria-label="Found">
          {refusal !== undefined && <Refused refusal={refusal} {...(again && { again })} />}
          {choices === undefined && refusal === undefined && <Skeleton />}
          {choices?.length === 0 && <p class="chooser-nothing">{nothing}</p>}
          <div id={id} role="listbox" aria-label="Texts" hidden={shown.length === 0}>
            {shown.map((choice) => (
              <div
                key={choice.id}
                id={optionOf(choice)}
                class="chooser-option"
                role="option"
                aria-selected={choice === active}
                onMouseDown={(event) => event.preventDefault() /* the focus stays in the field */}
                onClick={() => setWanted(choice.id)}
                onDblClick={() => onTake(choice)}
              >
                <span class="chooser-title">
                  <bdi>{choice.title}</bdi>
                  {choice.favourite === true && (
                    <span class="slash-star" title="A favourite of yours">
                      <StarIcon size={12} filled />
                      <span class="unseen">, favourite</span>
                    </span>
                  )}
                  {choice.where !== undefined && choice.where !== "" && <span class="slash-folder">{choice.where}</span>}
                </span>
                <span class="slash-excerpt" dir="auto">
                  {choice.excerpt}
                </span>
              </div>
            ))}
          </div>
          {foot}
        </div>
      </div>
      <section class="chooser-preview" aria-label="Preview">
        {active !== undefined && preview(active)}
      </section>
    </div>
  );
}

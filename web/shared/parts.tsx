// The few parts both apps are made of. They know how they look and what they are called, and nothing of chats.

import type { ButtonHTMLAttributes, ComponentChildren, JSX, Ref } from "preact";
import { useState } from "preact/hooks";
import "./parts.css";

type ButtonAttributes = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "children" | "disabled" | "type" | "aria-label" | "title">;

interface ButtonProps extends ButtonAttributes {
  readonly look?: "primary" | "secondary" | "quiet" | "danger";
  readonly submit?: boolean;
  readonly wide?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function Button({ look = "secondary", submit, wide, busy, disabled, children, buttonRef, ...rest }: ButtonProps): JSX.Element {
  return (
    <button
      {...rest}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
      type={submit === true ? "submit" : "button"}
      class={`button ${look}${wide === true ? " wide" : ""}`}
      disabled={disabled === true || busy === true}
      aria-busy={busy === true}
    >
      {busy === true && <Spinner />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonAttributes {
  /** What it does, in words: the name for a screen reader and the tooltip. */
  readonly label: string;
  readonly look?: "quiet" | "primary";
  readonly submit?: boolean;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, look = "quiet", submit, children, buttonRef, ...rest }: IconButtonProps): JSX.Element {
  return (
    <button
      {...rest}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
      type={submit === true ? "submit" : "button"}
      class={`icon-button ${look}`}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}

export function Spinner({ label }: { readonly label?: string }): JSX.Element {
  return label === undefined ? <span class="spinner" aria-hidden="true" /> : <span class="spinner" role="img" aria-label={label} />;
}

interface AvatarProps {
  readonly name: string;
  readonly photo?: string | undefined;
  readonly size?: "small" | "medium" | "large";
}

/** A photo, or initials on a colour that stays the same for the name. The name itself stands beside it. */
export function Avatar({ name, photo, size = "medium" }: AvatarProps): JSX.Element {
  const [broken, setBroken] = useState(false);
  return (
    <span class={`avatar ${size} tone-${tone(name)}`} aria-hidden="true">
      {photo !== undefined && !broken ? <img src={photo} alt="" onError={() => setBroken(true)} /> : initials(name)}
    </span>
  );
}

const TONES = 8;

/** One of a few colours, the same for the same name on every screen. */
export function tone(name: string): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521;
  return sum % TONES;
}

export function initials(name: string): string {
  const words = name.replace(/@.*/u, "").split(/[\s._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...words.at(-1)!][0] ?? "") : "";
  return (first + last).toUpperCase();
}

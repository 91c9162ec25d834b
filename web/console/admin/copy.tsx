// A text to take along: a script for a page, a link for a colleague.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { Field } from "../texts/fields.tsx";
import "./copy.css";

export function CopyText({ label, text, hint, rows = 2 }: { readonly label: string; readonly text: string; readonly hint?: string; readonly rows?: number }): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      box.current?.select();
      setSaid("It is selected: copy it with your keyboard.");
    }
  };
  return (
    <div class="copy">
      <Field label={label} {...(hint !== undefined && { hint })}>
        {(wired) => <textarea {...wired} ref={box} class="input copy-text" rows={rows} readOnly spellcheck={false} value={text} onFocus={({ currentTarget }) => currentTarget.select()} />}
      </Field>
      <div class="copy-acts">
        <Button onClick={() => void copy()}>Copy</Button>
        <span class="muted" role="status">
          {said}
        </span>
      </div>
    </div>
  );
}

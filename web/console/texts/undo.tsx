// What was deleted, and the way back. It stays until something else is done: nobody has to be quick.

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Replies } from "./replies.ts";
import "./undo.css";

export function Undo({ replies: { deleted, undo } }: { replies: Replies }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  // The button that deleted it has gone with it, and the focus would be lost.
  useLayoutEffect(() => {
    if (deleted !== null) button.current?.focus();
  }, [deleted]);
  return (
    <div role="status">
      {deleted !== null && (
        <p class="undo">
          <span>
            “<bdi>{deleted.reply.title}</bdi>” was deleted.
          </span>
          <Button buttonRef={button} onClick={() => void undo()}>
            Undo
          </Button>
        </p>
      )}
    </div>
  );
}

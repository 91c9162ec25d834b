// Leaving what is not saved asks first, whichever way one leaves: a link, the back button, a key, closing the page.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { useDesk } from "../desk.ts";
import { Dialog } from "../parts.tsx";
import { guardPlace, type Place } from "../places.ts";

interface LeavingProps {
  readonly changed: boolean;
  /** It is being saved: who leaves meanwhile goes on once that is done, and is asked only if it came to nothing. */
  readonly saving: boolean;
  /** What is not saved: "Layout". */
  readonly what: string;
  /** Whether it could be saved. */
  readonly save: () => Promise<boolean>;
}

export function Leaving({ changed, saving, what, save }: LeavingProps): JSX.Element | null {
  const { place } = useDesk();
  const [next, setNext] = useState<Place | null>(null);
  const [saved, setSaved] = useState<Place | null>(null);
  const sure = useRef(false);
  const onHold = useRef<Place | null>(null);
  const underWay = useRef(saving);
  underWay.current = saving;

  // Before the next thing can happen, not after the next picture: what was undone a moment ago asks nobody.
  useLayoutEffect(() => {
    if (!changed) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    const free = guardPlace((wanted) => {
      if (sure.current) return true;
      if (underWay.current) onHold.current = wanted;
      else setNext(wanted);
      return false;
    });
    return () => {
      removeEventListener("beforeunload", ask);
      free();
    };
  }, [changed]);

  useLayoutEffect(() => {
    const wanted = onHold.current;
    if (saving || wanted === null) return;
    onHold.current = null;
    place.value = wanted; // which asks if it is still not saved
  }, [saving]);

  // With the picture that has what was saved: what was typed meanwhile is seen as not saved, and asked about.
  useLayoutEffect(() => {
    if (saved === null) return;
    setSaved(null);
    place.value = saved;
  }, [saved]);

  if (next === null) return null;
  const go = () => {
    sure.current = true;
    setNext(null);
    place.value = next;
    sure.current = false;
  };
  // The form is there again while it is saved: one sees that it is on its way, and may go on typing.
  const saveAndGo = async () => {
    setNext(null);
    if (await save()) setSaved(next);
  };
  return (
    <Dialog title={`Leave without saving ${what}?`} onClose={() => setNext(null)}>
      <p class="dialog-text">What you have changed there is lost.</p>
      <div class="dialog-foot">
        <Button onClick={() => setNext(null)}>Stay</Button>
        <Button onClick={go}>Discard changes</Button>
        <Button look="primary" onClick={() => void saveAndGo()}>
          Save and leave
        </Button>
      </div>
    </Dialog>
  );
}

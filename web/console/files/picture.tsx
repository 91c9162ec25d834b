// A picture of a chat in large, with the others of the chat to either side: by arrows, Home and End, or buttons.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sizeWords } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import { DownloadIcon } from "../../shared/file_icons.tsx";
import { BackIcon } from "../../shared/icons.tsx";
import { IconButton } from "../../shared/parts.tsx";
import type { FileRef, LogEvent } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { besides, picturesOf } from "./pictures.ts";
import "./picture.css";

const NOTHING: readonly LogEvent[] = [];

export default function PictureDialog({ chat, file, close }: DialogProps<"picture">) {
  const { state } = useDesk();
  const [shown, setShown] = useState(file.id);
  const known = picturesOf(state.value.logs[chat]?.events ?? NOTHING, state.value.outgoing[chat] ?? []);
  const pictures = known.some(({ id }) => id === file.id) ? known : [file]; // of a chat that is only looked up
  const at = pictures.findIndex(({ id }) => id === shown);
  const picture = pictures[at];
  const go = (to: FileRef | undefined) => to !== undefined && setShown(to.id);
  const keys = useRef((_: KeyboardEvent) => undefined as void);
  keys.current = (event) => {
    const to = besides(pictures, at, event.key, document.dir === "rtl");
    if (to === undefined) return;
    event.preventDefault();
    setShown(to.id);
  };
  // Wherever in the dialog the focus is.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => keys.current(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <Dialog title={picture?.name ?? "Picture"} look="dialog-picture" onClose={close}>
      <div class="large">
        {picture !== undefined && <Large key={picture.id} picture={picture} />}
        <div class="large-foot">
          {pictures.length > 1 && (
            <>
              <IconButton label="Picture before" disabled={at <= 0} onClick={() => go(pictures[at - 1])}>
                <BackIcon />
              </IconButton>
              <span class="large-count figure" role="status">
                {at + 1} of {pictures.length}
              </span>
              <span class="large-next">
                <IconButton label="Next picture" disabled={at === pictures.length - 1} onClick={() => go(pictures[at + 1])}>
                  <BackIcon />
                </IconButton>
              </span>
            </>
          )}
          {picture !== undefined && (
            <>
              <span class="large-size figure">
                {picture.width !== undefined && `${picture.width} × ${picture.height} · `}
                {sizeWords(picture.size, LOCALE)}
              </span>
              <a class="button secondary" href={picture.url} download={picture.name} autofocus>
                <DownloadIcon size={18} /> Download
              </a>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Large({ picture }: { picture: FileRef }) {
  const [state, setState] = useState<"coming" | "here" | "broken">("coming");
  if (state === "broken") {
    return (
      <p class="large-broken" role="alert">
        This picture could not be fetched. Look at your connection, and open it again.
      </p>
    );
  }
  return (
    <div class="large-place" aria-busy={state === "coming"}>
      <img
        src={picture.url}
        alt={picture.name}
        width={picture.width}
        height={picture.height}
        onLoad={() => setState("here")}
        onError={() => setState("broken")}
      />
    </div>
  );
}

// Files on their way, one line each: how far, why not, and how to stop it or try again.

import { useState } from "preact/hooks";
import { kindOf, sizeWords } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import { CloseIcon, ReturnIcon } from "../../shared/icons.tsx";
import { IconButton } from "../../shared/parts.tsx";
import { mayTryAgain, part, type Upload, type Uploads } from "../../shared/uploads.ts";
import { KindIcon } from "../../shared/file_kinds.tsx";
import { whyNot } from "./words.ts";
import "./upload_list.css";

interface UploadListProps {
  readonly uploads: Uploads;
  /** Those of a chat. */
  readonly here: readonly Upload[];
  readonly live: boolean;
  /** One was stopped or let go: where the focus goes now that its buttons are gone. */
  readonly dropped: () => void;
}

export function UploadList({ uploads, here, live, dropped }: UploadListProps) {
  if (here.length === 0) return null;
  return (
    <ul class="uploads" aria-label="Files on their way">
      {here.map((upload) => (
        <li key={upload.key} class={`upload upload-${upload.state}`}>
          <Sign upload={upload} />
          <div class="upload-words">
            <bdi class="file-name" title={upload.name}>
              {upload.name}
            </bdi>
            <State upload={upload} live={live} />
          </div>
          {mayTryAgain(upload) && (
            <IconButton label={`Try ${upload.name} again`} onClick={() => uploads.again(upload.key)}>
              <ReturnIcon size={18} />
            </IconButton>
          )}
          <IconButton
            label={upload.state === "failed" ? `Discard ${upload.name}` : `Cancel ${upload.name}`}
            onClick={() => {
              uploads.drop(upload.key);
              dropped();
            }}
          >
            <CloseIcon size={18} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

/** The picture itself, unless its bytes are none. */
function Sign({ upload: { preview, mediaType } }: { upload: Upload }) {
  const [broken, setBroken] = useState(false);
  if (preview === null || broken) return <KindIcon kind={kindOf({ media_type: mediaType })} />;
  return <img class="upload-preview" src={preview} alt="" onError={() => setBroken(true)} />;
}

function State({ upload, live }: { upload: Upload; live: boolean }) {
  if (upload.trouble !== null) {
    return (
      <p class="upload-why" role="alert">
        {whyNot(upload.trouble)}
      </p>
    );
  }
  if (upload.state === "waiting") return <p class="file-size">{live && !upload.broke ? "Waiting its turn" : "Waiting for the connection"}</p>;
  const percent = Math.round(part(upload) * 100);
  return (
    <>
      <progress class="upload-bar" max={100} value={percent} aria-label={`Sending ${upload.name}`} />
      <p class="file-size figure">
        {percent}% of {sizeWords(upload.size, LOCALE)}
      </p>
    </>
  );
}

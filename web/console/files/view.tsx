// A file in the log: a picture in its place from the start, anything else a card to download. Names are strangers'
// words: text, never markup, and isolated so that they cannot turn what stands beside them around.

import { useState } from "preact/hooks";
import { DownloadIcon } from "../../shared/file_icons.tsx";
import { kindOf, sizeWords } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import { fitted } from "../../shared/fitted.ts";
import type { FileRef } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import { PICTURE } from "./in_log.tsx";
import { KindIcon } from "../../shared/file_kinds.tsx";
import "./view.css";

export default function FileView({ file, chat }: { file: FileRef; chat: string }) {
  const { dialog } = useDesk();
  const [broken, setBroken] = useState(false);
  if (file.thumbnail_url === undefined || broken) return <FileCard file={file} />;
  return (
    <button type="button" class="picture" title={file.name} onClick={() => (dialog.value = { is: "picture", chat, file })}>
      <img
        src={file.thumbnail_url}
        alt={`Picture ${file.name}`}
        loading="lazy"
        {...fitted(file, PICTURE)}
        onError={() => setBroken(true)}
      />
    </button>
  );
}

export function FileCard({ file }: { file: FileRef }) {
  return (
    <a class="file-card" href={file.url} download={file.name} title={`Download ${file.name}`}>
      <KindIcon kind={kindOf(file)} />
      <span class="file-words">
        <bdi class="file-name">{file.name}</bdi>
        <span class="file-size">{sizeWords(file.size, LOCALE)}</span>
      </span>
      <DownloadIcon size={18} />
    </a>
  );
}

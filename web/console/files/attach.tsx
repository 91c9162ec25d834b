// Attaching: the button under the field with its two ways. Files that are dropped or pasted come in here too. Nothing
// goes out with a note: files of a chat are its customer's to see.

import { useLayoutEffect, useRef } from "preact/hooks";
import { takesFiles } from "../../shared/dropped.ts";
import { accepted } from "../../shared/files.ts";
import { UploadIcon } from "../../shared/file_icons.tsx";
import type { ToolProps } from "../composer_tools.ts";
import { say, useDesk } from "../desk.ts";
import { FileIcon, PageIcon } from "../icons.tsx";
import { Menu } from "../parts.tsx";
import { fileRules } from "../select.ts";
import { uploadsOf } from "./uploads.ts";
import "./attach.css";

export default function Attach({ composer }: ToolProps) {
  const desk = useDesk();
  const uploads = uploadsOf(desk);
  const { card, note } = composer;
  const rules = fileRules(desk.state.value, card.channel);
  const takes = takesFiles(rules);
  const input = useRef<HTMLInputElement>(null);

  const add = (files: readonly File[]) => {
    if (note) say(desk.toasts, "A note cannot have a file. Switch Internal note off to send one to the customer.", "error");
    else if (files.length > 0) uploads.add(card.id, files, rules);
  };
  const latest = useRef(add);
  latest.current = add;
  useLayoutEffect(() => (takes ? composer.onFiles((files) => latest.current(files)) : undefined), [takes]);

  if (!takes) return null;
  return (
    <div class="attach">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted(rules)}
        aria-label="Files to send"
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          currentTarget.value = ""; // the same file may be chosen again
          composer.focus();
        }}
      />
      <Menu
        id="attach"
        label={note ? "A note cannot have a file" : "Attach"}
        icon={<FileIcon />}
        entries={
          note
            ? []
            : [
                { name: "Upload files…", icon: <UploadIcon />, act: () => input.current?.click() },
                {
                  name: "Choose a document…",
                  icon: <PageIcon />,
                  act: () => (desk.dialog.value = { is: "document", chat: card.id }),
                },
              ]
        }
      />
    </div>
  );
}

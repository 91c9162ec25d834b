// The button that opens the picker.

import { IconButton } from "../../shared/parts.tsx";
import type { ToolProps } from "../composer_tools.ts";
import { useDesk } from "../desk.ts";
import { TextsIcon } from "../icons.tsx";

export function TextsTool({ composer }: ToolProps) {
  const { dialog } = useDesk();
  return (
    <IconButton label="Insert a text" aria-haspopup="dialog" onClick={() => (dialog.value = { is: "texts", chat: composer.card.id })}>
      <TextsIcon />
    </IconButton>
  );
}

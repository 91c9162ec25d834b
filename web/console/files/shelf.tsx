// What is on its way in the chat that is shown, above its field.

import type { ToolProps } from "../composer_tools.ts";
import { useDesk } from "../desk.ts";
import { UploadList } from "./upload_list.tsx";
import { uploadsOf } from "./uploads.ts";

export default function UploadShelf({ composer }: ToolProps) {
  const desk = useDesk();
  const uploads = uploadsOf(desk);
  const here = uploads.all.value.filter(({ chat }) => chat === composer.card.id);
  return <UploadList uploads={uploads} here={here} live={desk.link.value.is === "live"} dropped={composer.focus} />;
}

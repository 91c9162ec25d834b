// The button that brings up the emoji. The picker and its data are fetched when it is first pressed.

import type { ToolProps } from "../composer_tools.ts";
import { lazy } from "../lazy.tsx";
import { Popover } from "../parts.tsx";
import { SmileIcon } from "../../shared/file_icons.tsx";
import "./tool.css";

const Picker = lazy(() => import("./picker.tsx"));

export default function EmojiTool({ composer }: ToolProps) {
  const label = (
    <>
      <SmileIcon />
      <span class="unseen">Emoji</span>
    </>
  );
  return (
    <Popover look="emoji" name="Emoji" label={label} title="Emoji">
      {(close) => (
        <Picker
          insert={(emoji, stay) => {
            if (!stay) close();
            composer.insert(emoji);
          }}
        />
      )}
    </Popover>
  );
}

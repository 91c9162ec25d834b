// The chat itself. Fetched while the first words are written, or at once where a chat goes on.

import { laterStyles } from "../shared/later_styles.ts";
import "./conversation.css";
import "./keep_page.ts";

export { Conversation, Opening } from "./conversation.tsx";

export const styled = laterStyles();

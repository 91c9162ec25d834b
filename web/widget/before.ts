// What stands before a chat, or in place of one: the forms and the suggestions. Fetched while the link is being made.

import { laterStyles } from "../shared/later_styles.ts";
import "./before.css";

export { Form } from "./form.tsx";
export { Offline } from "./offline.tsx";
export { RequestForm, RequestSent } from "./request.tsx";
export { Suggest } from "./suggest.tsx";

export const styled = laterStyles();

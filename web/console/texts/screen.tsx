// The screen of predefined texts: FAQs and reply templates for admins, and everybody's own quick replies.

import type { JSX } from "preact";
import { useDesk } from "../desk.ts";
import { addressOf, screenPlace } from "../places.ts";
import { admins, type ScreenProps } from "../screens.ts";
import { Editor } from "./editor.tsx";
import { MANY } from "./kinds.tsx";
import { List } from "./list.tsx";
import { RepliesPage } from "./replies_page.tsx";
import { kindOf } from "./shared.ts";
import "./screen.css";

const NEW = "new";
const PAGES = [
  { path: "faqs", name: MANY.faq },
  { path: "templates", name: MANY.template },
  { path: "replies", name: MANY.quick_reply },
] as const;

export default function TextsScreen({ path: [first, text], query }: ScreenProps): JSX.Element {
  const { state } = useDesk();
  const admin = admins(state.value);
  const kind = kindOf(first ?? (admin ? "faqs" : "replies"));
  if (kind === null || !admin) return <RepliesPage nav={admin ? <Pages now="replies" /> : null} />;
  if (text === undefined) return <List key={kind} kind={kind} query={query} nav={<Pages now={kind === "faq" ? "faqs" : "templates"} />} />;
  return <Editor key={`${kind} ${text}`} kind={kind} id={text === NEW ? null : text} folder={query["folder"] ?? null} />;
}

function Pages({ now }: { now: string }) {
  return (
    <nav class="texts-pages" aria-label="Kinds of texts">
      {PAGES.map(({ path, name }) => (
        <a key={path} class="texts-page" href={addressOf(screenPlace("texts", [path]))} aria-current={path === now ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

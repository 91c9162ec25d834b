// A line of a log that tells of a contact: it names who that is, and leads there, where the server tells this reader.
// The log itself keeps no name, so that one that is erased is in no log.

import { useResource } from "../loading.tsx";
import { A_CONTACT } from "../lines.ts";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { changes } from "./asking.ts";

export function OfContact({ text, contact }: { readonly text: string; readonly contact: string }) {
  const path = { contact };
  const found = useResource(`${contact} ${changes.value}`, (signal) => rest("GET /api/v1/contacts/{contact}", { path, signal }), { keep: true });
  if (!found.data?.name) return <bdi>{text}</bdi>;
  const [before, after] = text.split(A_CONTACT);
  return (
    <>
      {before}
      <a href={addressOf(screenPlace("contacts", [contact]))}>
        <bdi>{found.data.name}</bdi>
      </a>
      {after}
    </>
  );
}

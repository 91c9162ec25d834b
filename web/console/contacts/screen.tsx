// The Contacts screen: people and companies, a page for each, and bringing them in from a file.

import type { ScreenProps } from "../screens.ts";
import { ContactPage } from "./contact_page.tsx";
import { ImportPage } from "./import_page.tsx";
import { ContactList } from "./lists.tsx";

// No id of a record is that short.
export const IMPORT = "import";

export default function Contacts({ path, query }: ScreenProps) {
  const [id] = path;
  if (id === undefined) return <ContactList words={query["q"] ?? ""} />;
  if (id === IMPORT) return <ImportPage />;
  return <ContactPage key={id} id={id} />;
}

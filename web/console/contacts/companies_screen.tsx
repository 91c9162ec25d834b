// Companies: their list, and a page for each. In the rail they are one with the contacts.

import type { ScreenProps } from "../screens.ts";
import { CompanyPage } from "./company_page.tsx";
import { CompanyList } from "./lists.tsx";

export default function Companies({ path, query }: ScreenProps) {
  const [id] = path;
  return id === undefined ? <CompanyList words={query["q"] ?? ""} /> : <CompanyPage key={id} id={id} />;
}

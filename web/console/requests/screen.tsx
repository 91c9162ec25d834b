// Requests: `#/requests` is the list, `#/requests/1042` one of them.

import { addressOf, screenPlace } from "../places.ts";
import type { ScreenProps } from "../screens.ts";
import { ScreenPage } from "../screen.tsx";
import { List } from "./list.tsx";
import { One } from "./one.tsx";

export default function Requests({ path, query }: ScreenProps) {
  const [first] = path;
  if (first === undefined) return <List query={query} />;
  const number = Number(first);
  if (Number.isSafeInteger(number) && number > 0) return <One key={number} number={number} />;
  return (
    <ScreenPage title="There is no such request" back={{ href: addressOf(screenPlace("requests")), name: "Requests" }}>
      <p class="muted">A request is known by its number.</p>
    </ScreenPage>
  );
}

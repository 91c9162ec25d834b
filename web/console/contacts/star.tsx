// Among one's favourites, or not.

import { useState } from "preact/hooks";
import { StarIcon } from "../../shared/icons.tsx";
import { rest } from "../rest.ts";
import { changed } from "./asking.ts";
import { useDoing } from "./doing.ts";

interface StarProps {
  readonly kind: "contact" | "company";
  readonly id: string;
  readonly name: string;
  readonly on: boolean;
}

export function Star({ kind, id, name, on }: StarProps) {
  // What was chosen here goes before what was fetched earlier.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const { doing } = useDoing();
  const now = chosen ?? on;
  const toggle = () =>
    doing(async () => {
      setChosen(!now);
      try {
        await favour(kind, id, !now);
        changed();
      } catch (problem) {
        setChosen(null);
        throw problem;
      }
    });
  return (
    <button
      type="button"
      class={now ? "icon-button quiet crm-star crm-star-on" : "icon-button quiet crm-star"}
      aria-pressed={now}
      aria-label={`Favourite: ${name}`}
      title={now ? "Take out of favourites" : "Put among favourites"}
      onClick={toggle}
    >
      <StarIcon size={16} filled={now} />
    </button>
  );
}

function favour(kind: StarProps["kind"], id: string, on: boolean): Promise<unknown> {
  if (kind === "contact") {
    const path = { contact: id };
    return on ? rest("PUT /api/v1/contacts/{contact}/favourite", { path }) : rest("DELETE /api/v1/contacts/{contact}/favourite", { path });
  }
  const path = { company: id };
  return on ? rest("PUT /api/v1/companies/{company}/favourite", { path }) : rest("DELETE /api/v1/companies/{company}/favourite", { path });
}

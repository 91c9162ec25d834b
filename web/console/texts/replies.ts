// An agent's own quick replies: what is on the screen at once, and what is told to the server.
//
// A deleted one can be had back: it is written anew and put where it was. An order that the server does not take, since
// another window has changed something, is read anew. The server is told one thing after the other: an order that
// overtook a deletion, or was overtaken by one, would name a reply that is not there.

import { useMemo, useRef, useState } from "preact/hooks";
import type { Reply } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { useResource, type Held } from "../loading.tsx";
import { asRefusal, rest } from "../rest.ts";
import { turns } from "../turns.ts";
import { moved } from "./order.ts";

export interface Deleted {
  readonly reply: Reply;
  readonly at: number;
}

export interface Replies {
  readonly held: Held<readonly Reply[]>;
  /** The last one that was deleted, as long as it can be had back. */
  readonly deleted: Deleted | null;
  /** A new one, or a changed one. */
  keep(reply: Reply): void;
  remove(reply: Reply): Promise<void>;
  undo(): Promise<void>;
  move(from: number, to: number): void;
  /** Tells the server how they stand now. */
  saveOrder(): Promise<void>;
}

export function useReplies(): Replies {
  const { toasts } = useDesk();
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const held = useResource<readonly Reply[]>("quick replies", async (signal) => (await rest("GET /api/v1/quick-replies", { signal })).items);
  // As they stand when it is their turn, which is later than when somebody wished it.
  const latest = useRef<readonly Reply[]>([]);
  latest.current = held.data ?? [];
  const replies = () => latest.current;

  const inTurn = useMemo(turns, []);
  const trying = (act: () => Promise<void>) =>
    inTurn(act).catch((problem: unknown) => {
      say(toasts, asRefusal(problem).message, "error");
      held.reload();
    });
  const order = (list: readonly Reply[]) => rest("PUT /api/v1/quick-replies/order", { body: { order: list.map(({ id }) => id) } });

  return {
    held,
    deleted,
    keep(reply) {
      setDeleted(null);
      held.change((list) => (list.some(({ id }) => id === reply.id) ? list.map((each) => (each.id === reply.id ? reply : each)) : [...list, reply]));
    },
    remove: (reply) =>
      trying(async () => {
        const at = replies().findIndex(({ id }) => id === reply.id);
        if (at < 0) return; // pressed twice
        await rest("DELETE /api/v1/quick-replies/{reply}", { path: { reply: reply.id } });
        held.change((list) => list.filter(({ id }) => id !== reply.id));
        setDeleted({ reply, at });
      }),
    async undo() {
      if (deleted === null) return;
      const { reply, at } = deleted;
      setDeleted(null);
      await trying(async () => {
        const anew = await rest("POST /api/v1/quick-replies", { body: { title: reply.title, body: reply.body } });
        const back = (list: readonly Reply[]) => moved([...list, anew], list.length, Math.min(at, list.length));
        await order(back(replies()));
        held.change(back);
      });
    },
    move: (from, to) => held.change((list) => moved(list, from, to)),
    saveOrder: () => trying(async () => void (await order(replies()))),
  };
}

// One thing after the other: what the server is told in two requests, it is told in the order in which it was wished.

/** Begins when all before it are done, whether they came to something or not. */
export type InTurn = (act: () => Promise<void>) => Promise<void>;

export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
}

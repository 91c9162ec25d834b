import assert from "node:assert/strict";
import { test } from "node:test";
import { headline } from "./tile_words.ts";

const RATING = { id: "rating", title: "Average rating", unit: "stars", definition: "", of_agents: true } as const;
const RATINGS = { id: "ratings", title: "Ratings", unit: "chats", definition: "", of_agents: true } as const;

test("a tile about the best says who it is, then how good", () => {
  const row = { key: "a1", label: "Anna Lind", values: { rating: 4.71, ratings: 23 } };
  assert.deepEqual(headline({ figures: [RATING, RATINGS], group_by: "agent", headline: row }), {
    large: "Anna Lind",
    rest: [
      { key: "rating", name: "Average rating", value: "4.7" },
      { key: "ratings", name: "Ratings", value: "23" },
    ],
  });
});

test("a tile about a period says its first figure, and of what it is", () => {
  const row = { key: "", label: "", values: { rating: 4.71 } };
  assert.deepEqual(headline({ figures: [RATING, RATINGS], group_by: "day", headline: row }), {
    of: "Average rating",
    large: "4.7",
    rest: [],
  });
});

test("where nothing was measured there is no headline", () => {
  assert.equal(headline({ figures: [RATING], group_by: "day" }), null);
  assert.equal(headline({ figures: [RATING], group_by: "day", headline: { key: "", label: "", values: {} } }), null);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { By } from "../shared/protocol.ts";
import { systemLine } from "./lines.ts";

describe("a hand-off says who wanted a person", () => {
  const line = (by: By, reason: string) => systemLine({ seq: 3, at: 3, kind: "bot_handed_off", by, data: { reason } }, "me");
  const bot: By = { kind: "bot", name: "Robin" };

  test("the customer, by the button or in words to the bot", () => {
    assert.equal(line({ kind: "customer", name: "Mia" }, "customer"), "The customer asked for a person");
    assert.equal(line(bot, "customer"), "The customer asked the bot for a person");
  });

  test("the bot, in its own words if it has any", () => {
    assert.equal(line(bot, ""), "The bot asked for a person");
    assert.equal(line(bot, "bot"), "The bot asked for a person");
    assert.equal(line(bot, "invoices"), "The bot asked for a person: “invoices”");
  });

  test("nobody: it failed", () => {
    assert.equal(line({ kind: "system", name: "" }, "bot_failed"), "The bot gave no answer");
  });
});

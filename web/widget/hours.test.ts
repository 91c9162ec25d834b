// Moments are made from this machine's own clock, whatever its zone: that is what the customer's does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openDays, opensLine } from "./hours.ts";
import { ENGLISH, type Language } from "./texts.ts";

const BRITISH: Language = { ...ENGLISH, locale: "en-GB" };

/** Of March 2027, whose 26th is a Friday; in Europe its last Sunday is a day of 23 hours. */
function march(day: number, hour: number): number {
  return new Date(2027, 2, day, hour).getTime();
}

const FRIDAY = march(26, 20);

describe("when it opens, in the customer's own time", () => {
  const said = (opens_at: number): string => opensLine({ opens_at }, FRIDAY, BRITISH);

  test("today and tomorrow have no name of a day", () => {
    assert.equal(said(march(26, 21)), "We open today at 21:00");
    assert.equal(said(march(27, 9)), "We open tomorrow at 09:00");
  });

  test("over a change of the clocks it is the hour on her clock that counts", () => {
    assert.equal(said(march(29, 9)), "We open on Monday at 09:00");
  });

  test("beyond a week the date is said too", () => {
    assert.equal(said(march(36, 9)), "We open on Monday 5 April at 09:00");
  });

  test("nothing is promised where nothing is known", () => {
    assert.equal(opensLine(undefined, FRIDAY, BRITISH), "");
    assert.equal(opensLine({ open_until_at: FRIDAY }, FRIDAY, BRITISH), "");
  });
});

describe("the open times of a week", () => {
  test("a day with a lunch has two spans on one line", () => {
    const days = openDays(
      [
        { from_at: march(29, 9), until_at: march(29, 12) },
        { from_at: march(29, 13), until_at: march(29, 17) },
        { from_at: march(30, 9), until_at: march(30, 12) },
      ],
      BRITISH,
    );
    const lines = days.map(({ day, spans }) => [day, ...spans].join(", "));
    assert.deepEqual(lines, ["Monday, 09:00 – 12:00, 13:00 – 17:00", "Tuesday, 09:00 – 12:00"]);
  });

  test("every span is written alike, over midnight or not, in each language", () => {
    for (const locale of ["en-GB", "nb", "sv", "da", "de", "nl", "fr"]) {
      const [day] = openDays(
        [
          { from_at: march(29, 12), until_at: march(29, 14) },
          { from_at: march(29, 20), until_at: march(30, 2) },
        ],
        { ...ENGLISH, locale },
      );
      const shapes = day?.spans.map((span) => span.replaceAll(/\d/gu, "0"));
      assert.equal(new Set(shapes).size, 1, locale);
    }
  });

  test("what is open over midnight stands where it begins", () => {
    const [night] = openDays([{ from_at: march(29, 20), until_at: march(30, 2) }], BRITISH);
    assert.deepEqual([night?.day, night?.spans], ["Monday", ["20:00 – 02:00"]]);
  });
});

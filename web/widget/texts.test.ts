// What a translator may not get wrong unnoticed: a missing sentence, a lost `{name}`, a plural form.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ENGLISH, LANGUAGES, type Language, counted, fetchLanguage, fill, languageOf } from "./texts.ts";
import { en } from "./texts/en.ts";

type Shape = string | readonly Shape[] | { readonly [name: string]: Shape };

const NAMES = Object.keys(LANGUAGES);

/** Each sentence by its path, with the placeholders in it; of what a count decides the form that every language has. */
function holes(shape: Shape, path = ""): Map<string, string> {
  if (typeof shape === "object" && "other" in shape) return holes(shape["other"]!, path);
  if (typeof shape === "string") return new Map([[path, [...shape.matchAll(/\{(\w+)\}/gu)].map((each) => each[1]).sort().join(",")]]);
  return new Map(Object.entries(shape).flatMap(([name, each]) => [...holes(each, `${path}.${name}`)]));
}

async function spoken(name: string): Promise<Language> {
  return fetchLanguage(name);
}

describe("every language", () => {
  for (const name of NAMES) {
    test(`${name} has every sentence of English, with the same placeholders`, async () => {
      const { texts } = await spoken(name);
      assert.deepEqual(holes(texts), holes(en));
    });

    test(`${name} leaves nothing empty and nothing in English`, async () => {
      const { texts } = await spoken(name);
      const same = Object.entries(texts).filter(([key, text]) => typeof text === "string" && text.length > 14 && text === en[key as keyof typeof en]);
      assert.deepEqual(same, []);
      assert(Object.values(texts).every((text) => typeof text !== "string" || text.trim() === text && text !== ""));
    });
  }

  for (const name of ["en", ...NAMES]) {
    test(`${name} has the forms that its counts need, with the count in each`, async () => {
      const { texts } = await spoken(name);
      const rules = new Intl.PluralRules(name);
      const needed = new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)));
      for (const forms of Object.values(texts)) {
        if (typeof forms !== "object" || !("other" in forms)) continue;
        assert.deepEqual([...needed].filter((form) => forms[form] === undefined), []);
      }
    });
  }

  test("says one and many differently where the language does", async () => {
    const said = async (name: string, count: number): Promise<string> => counted((await spoken(name)).texts.unread, count, await spoken(name));
    assert.equal(await said("nb", 1), "1 ny melding");
    assert.equal(await said("de", 2), "2 neue Nachrichten");
    assert.equal(await said("fr", 0), "0 nouveau message", "French counts none as one");
    assert.equal(counted(en.left, 1_200, ENGLISH), "1,200 characters left");
  });
});

describe("which language", () => {
  test("one that has not been fetched is not guessed at", async () => {
    assert.equal(languageOf(undefined, "sv-FI-unfetched", "en-GB")?.texts === en, false);
    assert.equal((await fetchLanguage("sv", "en-GB")).texts.send, "Skicka");
    assert.equal(languageOf("sv", "en-GB")?.texts.send, "Skicka");
  });

  test("Norwegian by any of its names is the one we have", async () => {
    assert.equal((await fetchLanguage("no")).texts.here, "Vi er her");
    assert.equal((await fetchLanguage("nn-NO")).texts.here, "Vi er her");
  });

  test("one that is written from the right stands from the right, in English until somebody translates it", () => {
    assert.deepEqual(languageOf("he", "nb", "en-GB"), { texts: en, locale: "en", dir: "rtl" });
    assert.equal(languageOf(undefined, "ar-EG", "en-GB")?.dir, "rtl");
  });

  test("one that is written from the right is translated by a file and a line", async () => {
    const he = { ...en, send: "שלח", unread: { one: "1", two: "2", other: "{count}" } };
    Object.assign(LANGUAGES, { he: async () => he });
    const found = await fetchLanguage("he", "en-GB");
    assert.deepEqual([found.texts.send, found.locale, found.dir], ["שלח", "he", "rtl"]);
    assert.equal(counted(he.unread, 2, found), "2");
  });

  test("a placeholder that nobody fills stays visible", () => {
    assert.equal(fill("{a} and {b}", { a: "one" }), "one and {b}");
  });
});

// What the type checker cannot see for itself.

// In an app a style sheet goes into the app's own CSS file; in the loader it is a text for a constructable sheet.
declare module "*.css" {
  const text: string;
  export default text;
}

// As web/emoji.mjs makes it.
declare module "emoji:*" {
  const data: {
    /** [emoji, name, other words, group, light-skinned variant] */
    readonly rows: readonly (readonly [string, string, string, number, string?])[];
    /** By their numbers. */
    readonly groups: readonly string[];
    /** From light to dark. */
    readonly tones: readonly string[];
  };
  export default data;
}

// The few names our unit tests take from Node. Node's whole types would give browser code Node's globals and timers.
declare module "node:test" {
  export function test(claim: string, body: () => void | Promise<void>): void;
  export function describe(subject: string, body: () => void): void;
}

declare module "node:process" {
  export const env: Record<string, string | undefined>;
}

declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(body: () => unknown, expected?: RegExp, message?: string): void;
  };
  export default assert;
}

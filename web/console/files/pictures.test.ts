import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRef, LogEvent } from "../../shared/protocol.ts";
import { besides, picturesOf } from "./pictures.ts";

function file(id: string, media_type = "image/png"): FileRef {
  return { id, name: id, size: 1, media_type, url: `/files/${id}` };
}

function sent(seq: number, ref: FileRef): LogEvent {
  return { seq, at: seq, by: { kind: "customer" }, kind: "message", data: { key: `k${seq}`, file: ref } } as LogEvent;
}

test("a chat's pictures are those that were sent, and those that are about to be, each once", () => {
  const events = [sent(1, file("a")), sent(2, file("b", "application/pdf")), sent(3, file("c"))];
  const found = picturesOf(events, [{ file: file("c") }, {}, { file: file("d") }]);
  assert.deepEqual(found.map(({ id }) => id), ["a", "c", "d"]);
});

test("the arrows lead to the next one in the direction of reading, and stop at both ends", () => {
  const all = ["a", "b", "c"].map((id) => file(id));
  assert.equal(besides(all, 1, "ArrowRight", false)?.id, "c");
  assert.equal(besides(all, 1, "ArrowRight", true)?.id, "a");
  assert.equal(besides(all, 2, "ArrowRight", false), undefined);
  assert.equal(besides(all, 0, "ArrowLeft", false), undefined);
  assert.equal(besides(all, 1, "End", false)?.id, "c");
  assert.equal(besides(all, 1, "x", false), undefined);
});

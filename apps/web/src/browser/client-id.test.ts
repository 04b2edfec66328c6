import { expect, test } from "@jest/globals";
import { randomId, readClientId } from "./client-id.ts";
import { createStorage } from "./storage.ts";

function memoryStorage(kept: Record<string, string> = {}) {
  return {
    read: (key: string) => kept[key],
    write: (key: string, value: string | undefined) =>
      void (value === undefined ? delete kept[key] : (kept[key] = value)),
  };
}

test("the id is made once and kept", () => {
  const storage = memoryStorage();
  expect(readClientId(storage, () => "first")).toBe("first");
  expect(readClientId(storage, () => "second")).toBe("first");
});

test("a kept value that the server would refuse is made anew", () => {
  expect(readClientId(memoryStorage({ "symphony.client-id": "not/allowed" }), () => "new")).toBe("new");
});

test("pages on plain http have no randomUUID and still get a UUIDv4", () => {
  const source = {
    getRandomValues<T>(bytes: T): T {
      if (bytes instanceof Uint8Array) bytes.fill(0xff);
      return bytes;
    },
  };
  expect(randomId(source)).toBe("ffffffff-ffff-4fff-afff-ffffffffffff");
});

test("without storage things work and are not remembered", () => {
  const storage = createStorage(() => {
    throw new Error("switched off");
  });
  expect(readClientId(storage, () => "id")).toBe("id");
});

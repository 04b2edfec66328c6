import { expect, test } from "@jest/globals";
import { randomId, readClientId } from "./client-id.ts";
import { createStorage } from "./storage.ts";

function memoryStorage(stored: Record<string, string> = {}) {
  return {
    read: (key: string) => stored[key],
    write: (key: string, value: string | undefined) =>
      void (value === undefined ? delete stored[key] : (stored[key] = value)),
  };
}

test("the id is created once and stored", () => {
  const storage = memoryStorage();
  expect(readClientId(storage, () => "first")).toBe("first");
  expect(readClientId(storage, () => "second")).toBe("first");
});

test("a stored value that the server would refuse is replaced", () => {
  expect(readClientId(memoryStorage({ "symphony.client-id": "not/allowed" }), () => "new")).toBe("new");
});

test("without randomUUID (plain http) the id is still a UUIDv4", () => {
  const source = {
    getRandomValues<T>(bytes: T): T {
      if (bytes instanceof Uint8Array) bytes.fill(0xff);
      return bytes;
    },
  };
  expect(randomId(source)).toBe("ffffffff-ffff-4fff-afff-ffffffffffff");
});

test("without storage the page keeps its id as long as it is open", () => {
  const storage = createStorage(() => {
    throw new Error("switched off");
  });
  expect(readClientId(storage, () => "id")).toBe("id");
  expect(readClientId(storage, () => "another")).toBe("id");
});

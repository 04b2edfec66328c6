import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { Open } from "unzipper";
import { compressedZipOf } from "./compressed-zip.ts";
import { createEntryNames } from "./entry-names.ts";
import { storedZipOf } from "./stored-zip.ts";
import { textEntry } from "./zip-entry.ts";
import type { ZipEntry } from "./zip-entry.ts";

const endless = async function* (): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024);
};

describe.each([
  ["stored", storedZipOf],
  ["compressed", compressedZipOf],
])("%s", (_, zipOf) => {
  test("a zip has its entries in order, empty ones and large ones too", async () => {
    const large = Buffer.alloc(3_000_000, "large ");
    async function* entries(): AsyncGenerator<ZipEntry> {
      yield textEntry("a/é.txt", "text");
      yield textEntry("empty.txt", "");
      yield { name: "large.jpg", open: () => Readable.from([large.subarray(0, 1_000_000), large.subarray(1_000_000)]) };
    }
    const { files } = await Open.buffer(await buffer(zipOf(entries())));
    expect(files.map(({ path }) => path)).toEqual(["a/é.txt", "empty.txt", "large.jpg"]);
    const [text, empty, whole] = await Promise.all(files.map((file) => file.buffer()));
    expect([String(text), String(empty), whole?.equals(large)]).toEqual(["text", "", true]);
  });

  test.each(["while it is read", "when it is made"])("an entry that fails %s breaks the zip off", async (when) => {
    async function* entries(): AsyncGenerator<ZipEntry> {
      yield textEntry("a.txt", "text");
      if (when === "when it is made") throw new Error("no such result");
      yield {
        name: "b.jpg",
        open: () =>
          Readable.from(
            (async function* () {
              yield Buffer.from("half");
              throw new Error("the disk is gone");
            })(),
          ),
      };
    }
    await expect(buffer(zipOf(entries()))).rejects.toThrow(/no such result|the disk is gone/);
  });

  test("when nobody reads any more, the open entry is closed and no other is made", async () => {
    const opened: Readable[] = [];
    let ended = false;
    async function* entries(): AsyncGenerator<ZipEntry> {
      try {
        for (let i = 0; ; i += 1)
          yield {
            name: `${i}.jpg`,
            open: () => {
              opened.push(Readable.from(endless(), { objectMode: false }));
              return opened.at(-1) as Readable;
            },
          };
      } finally {
        ended = true;
      }
    }
    const zip = zipOf(entries());
    for await (const chunk of zip) if ((chunk as Buffer).length > 1_000) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(zip.destroyed).toBe(true);
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
    expect(ended).toBe(true);
  });
});

test("names stay readable, inside the zip, and apart from each other", () => {
  const nameOf = createEntryNames();
  expect(
    [
      "shoes/a.jpg",
      "Shoes/A.JPG",
      "shoes/a (2).jpg",
      "../../etc/passwd",
      "C:\\photos\\con.jpg",
      "/",
      "Invalid/..",
      "Invalid/shelf/.",
      "https://shop.example/a/b.jpg?size=1",
      `${"x/".repeat(40)}deep.jpg`,
    ].map((name) => nameOf(name)),
  ).toEqual([
    "shoes/a.jpg",
    "Shoes/A (2).JPG",
    "shoes/a (2) (2).jpg",
    "etc/passwd",
    "C_/photos/_con.jpg",
    "image",
    "Invalid/image",
    "Invalid/shelf/image",
    "shop.example/a/b.jpg",
    `${"x/".repeat(10)}deep.jpg`,
  ]);
  expect(["a.heic", "b.jpeg", "c.JPG", "d"].map((name) => nameOf(name, "jpg"))).toEqual([
    "a.heic.jpg",
    "b.jpeg",
    "c.JPG",
    "d.jpg",
  ]);
});

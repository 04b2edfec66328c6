import { expect, test } from "@jest/globals";
import { packZip } from "./pack-zip.ts";

const picked = (name: string, text: string) => ({ file: new File([text], "x.jpg"), name, kind: "image" as const });

function unreadable(name: string) {
  const file = new File(["x"], "x.jpg");
  Object.defineProperty(file, "slice", { value: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) });
  return { file, name, kind: "image" as const };
}

test("files go in uncompressed under their paths, and each is told", async () => {
  const told: number[] = [];
  const { zip, leftOut } = await packZip([picked("shop/a.jpg", "first"), picked("shop/ä.jpg", "second")], { signal: new AbortController().signal, onFile: (done) => told.push(done) });
  const text = new TextDecoder().decode(await zip.arrayBuffer());
  for (const part of ["shop/a.jpg", "first", "shop/ä.jpg", "second"]) expect(text).toContain(part);
  expect(told).toEqual([0, 1]);
  expect(leftOut).toEqual([]);
});

test("a file that is gone is left out by name, the others are packed", async () => {
  const { zip, leftOut } = await packZip([unreadable("gone.jpg"), picked("here.jpg", "here")], { signal: new AbortController().signal, onFile: () => {} });
  expect(leftOut.map(({ name }) => name)).toEqual(["gone.jpg"]);
  expect(await zip.text()).not.toContain("gone.jpg");
});

test("cancelling stops between two files", async () => {
  const control = new AbortController();
  const packing = packZip([picked("a.jpg", "a"), picked("b.jpg", "b")], { signal: control.signal, onFile: (done) => done === 1 && control.abort(new Error("cancelled")) });
  await expect(packing).rejects.toThrow("cancelled");
});

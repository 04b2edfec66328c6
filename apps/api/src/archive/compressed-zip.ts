import { finished } from "node:stream";
import type { PassThrough, Readable } from "node:stream";
import yazl from "yazl";
import type { ZipEntry } from "./zip-entry.ts";

/** Compressed already. */
const PICTURE = /\.(?:jpg|png|webp)$/;

/**
 * A compressed zip of some thousand entries at most, since each looks through those before it. They are made one after
 * another as somebody reads it, so that one of them is open at a time. Where the reader stops early the entries stop
 * too, and where an entry fails the stream does.
 */
export function compressedZipOf(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as PassThrough;
  let stop: (error: Error) => void = () => undefined;
  const fail = (error: unknown): void => void output.destroy(error as Error);
  zip.on("error", fail);
  output.once("close", () => stop(new Error("nobody reads the zip any more")));

  const add = ({ name, open }: ZipEntry): Promise<void> =>
    new Promise((resolve, reject) => {
      let bytes: Readable | undefined;
      stop = (error) => {
        bytes?.destroy();
        reject(error);
      };
      zip.addReadStreamLazy(name, { compress: !PICTURE.test(name) }, (done) => {
        bytes = open();
        finished(bytes, (error) => (error ? reject(error) : resolve()));
        done(null, bytes);
      });
    });
  const addAll = async (): Promise<void> => {
    for await (const entry of entries) {
      if (output.destroyed) return;
      await add(entry);
    }
    zip.end();
  };
  addAll().catch(fail);
  return output;
}

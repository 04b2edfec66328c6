import { finished, Readable } from "node:stream";
import type { PassThrough } from "node:stream";
import yazl from "yazl";

export interface ZipEntry {
  /** A relative path with `/` between its parts. */
  name: string;
  /** Opens the bytes when it is their turn. */
  open(): Readable;
  /** Text is worth compressing; pictures are compressed already. */
  compress?: boolean;
}

/**
 * A zip of entries that are made one after another as somebody reads it, so that one of them is open at a time. Where
 * the reader stops early the entries stop too, and where an entry fails the stream does.
 */
export function zipOf(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as PassThrough;
  let stop: (error: Error) => void = () => undefined;
  const fail = (error: unknown): void => void output.destroy(error as Error);
  zip.on("error", fail);
  output.once("close", () => stop(new Error("nobody reads the zip any more")));

  const add = ({ name, open, compress = false }: ZipEntry): Promise<void> =>
    new Promise((resolve, reject) => {
      let bytes: Readable | undefined;
      stop = (error) => {
        bytes?.destroy();
        reject(error);
      };
      zip.addReadStreamLazy(name, { compress }, (done) => {
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

/** @param chunks a text, or pieces of one that are made as they are written */
export const textEntry = (name: string, chunks: string | AsyncIterable<string>): ZipEntry => ({
  name,
  open: () => Readable.from(typeof chunks === "string" ? [chunks] : chunks),
  compress: true,
});

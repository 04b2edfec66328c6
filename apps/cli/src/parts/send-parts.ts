import type { FileFailure, SourceFile } from "../source-file.ts";
import { bundlesOf } from "./bundles.ts";
import type { Bundle } from "./bundles.ts";
import { packBundle } from "./pack-bundle.ts";
import { sendPart } from "./send-part.ts";
import type { PartOptions } from "./send-part.ts";
import type { SentState } from "./sent-state.ts";

/** While one part waits for the server, others use the line. */
const PARTS_AT_ONCE = 3;

export interface PartsOptions extends Pick<PartOptions, "server" | "onRetry"> {
  state: SentState;
  /** The batch to come, where it has an id already. */
  draftId?: string | undefined;
  /** Bytes and files that arrived. */
  onProgress(bytes: number, files: number): void;
}

export interface SentParts {
  /** Ids of the uploads, in the order of the files. */
  ids: string[];
  failed: FileFailure[];
}

/** Sends files in parts. One that cannot be read costs only itself. @throws {SymphonyError} */
export async function sendParts(files: readonly SourceFile[], options: PartsOptions): Promise<SentParts> {
  const { state, draftId, server, onRetry, onProgress } = options;
  const bundles = bundlesOf(files);
  const sent = bundles.map(() => 0);
  const ids = bundles.map(() => "");
  const failed: FileFailure[] = [];
  let arrived = 0;
  // One failure of the line ends the others.
  const stop = new AbortController();
  const send = async (bundle: Bundle, nth: number): Promise<void> => {
    const packed = bundle.isZip ? await packBundle(bundle.files) : { bytes: bundle.files[0]!.path, failed: [] };
    failed.push(...packed.failed);
    const count = bundle.files.length - packed.failed.length;
    if (count === 0) return;
    const isWhole = packed.failed.length === 0;
    ids[nth] = await sendPart({
      name: bundle.name,
      draftId,
      bytes: packed.bytes,
      // Without one of its files it is another zip.
      url: isWhole ? state.urlOf(bundle.key, server.url) : undefined,
      server,
      signal: stop.signal,
      onUrl: (url) => isWhole && state.keepUrl(bundle.key, url),
      onProgress(bytes) {
        sent[nth] = bytes;
        onProgress(
          sent.reduce((sum, each) => sum + each, 0),
          arrived,
        );
      },
      onRetry,
    });
    arrived += count;
  };
  const queue = bundles.entries();
  const sendSome = async (): Promise<void> => {
    for (const [nth, bundle] of queue) await send(bundle, nth);
  };
  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendSome));
  } catch (error) {
    stop.abort(error);
    throw error;
  }
  return { ids: ids.filter((id) => id !== ""), failed };
}

import { randomUUID } from "node:crypto";
import type { Express, RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import type { Checksum } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { Server } from "./tus.ts";
import { uploadRequest, UploadData } from "./upload-data.ts";
import { createUploadLocker } from "./upload-locker.ts";

const PATH = "/api/uploads";
const ALGORITHMS = { sha1: 20, sha256: 32 } as const;

export interface CompleteUpload {
  id: string;
  size: number;
  /** The draft that it is for, as its client said. */
  draftId: string | undefined;
}

export interface UploadListeners {
  /** Called with each upload that has all its bytes; its response waits for it. */
  onComplete(upload: CompleteUpload): void;
  /** Called when bytes for a draft begin to come; what it returns is called when they have ended. */
  onBytes(draftId: string | undefined): () => void;
}

/**
 * Resumable uploads by tus 1.0. A complete one becomes part of a batch when the batch is submitted with its id.
 */
export function mountUploads(
  app: Express,
  { store, config, logger }: ApiDeps,
  { onComplete, onBytes }: UploadListeners,
): void {
  const server = new Server({
    path: PATH,
    datastore: new UploadData(store, onBytes),
    locker: createUploadLocker(),
    // A zip may be as large as an upload of files.
    maxSize: config.MAX_UPLOAD_BYTES,
    namingFunction: () => randomUUID(),
    // Without host and scheme: a proxy may have others.
    relativeLocation: true,
    // The application sees to other origins.
    allowedOrigins: () => false,
    async onUploadFinish(_request, { id, size = 0, metadata = {} }) {
      onComplete({ id, size, draftId: metadata["batch_id"] ?? undefined });
      return {};
    },
    onResponseError(_request, error) {
      if (!("status_code" in error)) logger.error({ err: error }, "request:failed");
      return undefined;
    },
  });
  const handle: RequestHandler = async (request, response) => {
    response.set({ "tus-checksum-algorithm": Object.keys(ALGORITHMS).join(","), "cache-control": "no-store" });
    const checksum = checksumOf(request.get("upload-checksum"));
    await uploadRequest.run({ checksum }, () => server.handle(request, response));
  };
  app.all([PATH, `${PATH}/*rest`], handle);
}

/** The header of the checksum extension: a name and a digest as Base64. */
function checksumOf(header: string | undefined): Checksum | undefined {
  if (header === undefined) return undefined;
  const [algorithm = "", text = ""] = header.split(" ");
  const digest = Buffer.from(text, "base64");
  if (algorithm !== "sha1" && algorithm !== "sha256")
    throw new Problem("invalid_request", "Upload-Checksum: sha1 and sha256 are known.");
  if (digest.length !== ALGORITHMS[algorithm])
    throw new Problem("invalid_request", `Upload-Checksum: send the ${algorithm} digest as Base64.`);
  return { algorithm, digest };
}

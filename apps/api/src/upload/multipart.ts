import type { IncomingMessage } from "node:http";
import multer from "multer";
import type { StorageEngine } from "multer";
import type { Request, RequestHandler, Response } from "express";
import { TooLargeError } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ProblemCode } from "@symphony/contract";
import { assertNotAborted } from "../http/assert-not-aborted.ts";

/** Text fields are ids and numbers. */
const FIELD_LIMITS = { fields: 50, fieldSize: 16 * 1024, fieldNameSize: 200, headerPairs: 100 };

/** Files that wait to be written before the sender is made to wait: small ones come whole with the bytes around them. */
const FILES_WAITING_MAX = 64;

/** What becomes of the bytes of one uploaded file. The stream must be read to its end or thrown away. */
export type FileSink = (field: string, name: string, bytes: AsyncIterable<Buffer>) => Promise<void>;

/**
 * Streams a multipart body: files go to `sink` one after another as they arrive, text fields come back.
 * Nothing is kept in memory. File names are handed on exactly as they were sent, paths and all.
 *
 * @param fields names of the file fields; a file in another field is an error
 */
export async function readMultipart(
  request: IncomingMessage,
  fields: readonly string[],
  maxFiles: number,
  sink: FileSink,
): Promise<unknown> {
  const upload = multer({
    storage: streamingStorage(sink, request),
    limits: { ...FIELD_LIMITS, files: maxFiles, parts: maxFiles + FIELD_LIMITS.fields },
    preservePath: true,
    defParamCharset: "utf8",
  });
  const expressRequest = request as Request;
  assertNotAborted(request);
  await run(upload.fields(fields.map((name) => ({ name }))), expressRequest);
  return { ...(expressRequest.body as object | undefined) };
}

/** A form sent as multipart without any file. */
export const parseFormFields: RequestHandler = multer({
  limits: { ...FIELD_LIMITS, files: 0 },
  defParamCharset: "utf8",
}).none();

function streamingStorage(sink: FileSink, request: IncomingMessage): StorageEngine {
  let waiting = 0;
  let held = false;
  const hold = (): void => {
    const full = waiting > FILES_WAITING_MAX;
    if (full) request.pause();
    else if (held) request.resume();
    held = full;
  };
  return {
    _handleFile(_request, file, done) {
      waiting += 1;
      hold();
      const finish = (error?: unknown): void => {
        waiting -= 1;
        hold();
        file.stream.resume();
        done(error, {});
      };
      // The iterator must not destroy the stream when a sink stops early: the parser waits for its end.
      const bytes: AsyncIterable<Buffer> = file.stream.iterator({ destroyOnReturn: false });
      sink(file.fieldname, file.originalname, bytes).then(() => finish(null), finish);
    },
    _removeFile(_request, _file, done) {
      done(null);
    },
  };
}

function run(middleware: RequestHandler, request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    void middleware(request, request.res as Response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
}

const CODES: Partial<Record<string, [ProblemCode, string]>> = {
  LIMIT_FILE_COUNT: ["too_many_items", "There are more files than one batch may have; send them as several batches."],
  LIMIT_PART_COUNT: ["too_many_items", "There are more files than one batch may have; send them as several batches."],
  LIMIT_UNEXPECTED_FILE: ["invalid_request", "Files belong into the fields files, zip_file or file."],
};

/** The problem behind an error of the multipart parser, or `undefined` when it is none. */
export function uploadProblem(error: unknown): Problem | undefined {
  if (error instanceof TooLargeError) return undefined;
  if (error instanceof multer.MulterError) {
    const [code, detail] = CODES[error.code] ?? ["invalid_request", `The form cannot be taken: ${error.message}.`];
    return new Problem(code, detail, { cause: error });
  }
  const message = error instanceof Error ? error.message : "";
  if (
    /^(Request aborted|Unexpected end of form|Multipart: |Malformed part header|Unsupported content type)/.test(message)
  ) {
    return new Problem("invalid_request", "The form broke off or is malformed; nothing of it was kept.", {
      cause: error,
    });
  }
  return undefined;
}

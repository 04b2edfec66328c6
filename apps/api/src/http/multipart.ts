import type { IncomingMessage } from "node:http";
import multer from "multer";
import type { StorageEngine } from "multer";
import type { Request, RequestHandler, Response } from "express";
import { Problem } from "@symphony/contract";
import { assertNotAborted } from "./assert-not-aborted.ts";

/** Text fields are ids and numbers. */
const FIELD_LIMITS = { fields: 50, fieldSize: 8 * 1024, fieldNameSize: 200, headerPairs: 100 };

/** Files waiting to be written before the request is paused. A small file arrives whole, so its stream alone slows no sender. */
const FILES_WAITING_MAX = 64;

/** Takes the bytes of one uploaded file. May stop reading early; the rest of the file is discarded. */
export type FileHandler = (field: string, name: string, bytes: AsyncIterable<Buffer>, type: string) => Promise<void>;

/** Which files a form may have. */
export interface FileRules {
  /** Names of the file fields; a file in another field is an error. */
  fields: readonly string[];
  maxFiles: number;
  /** Asked with the name of each file before it is read; an unwanted file is discarded. May throw a problem. */
  isWanted(field: string, name: string): boolean;
  /** What to tell who sends more files. */
  tooMany?: string;
}

/**
 * Streams a multipart body: each file goes to `onFile` as it arrives, the text fields are returned. File names are
 * passed on exactly as they were sent, including their paths.
 */
export async function readMultipart(
  request: IncomingMessage,
  { fields, maxFiles, isWanted, tooMany }: FileRules,
  onFile: FileHandler,
): Promise<unknown> {
  const upload = multer({
    storage: streamingStorage(onFile, request),
    limits: { ...FIELD_LIMITS, files: maxFiles, parts: maxFiles + FIELD_LIMITS.fields },
    preservePath: true,
    fileFilter(_request, file, done) {
      try {
        done(null, isWanted(file.fieldname, file.originalname));
      } catch (error) {
        done(error as Error);
      }
    },
    defParamCharset: "utf8",
  });
  const expressRequest = request as Request;
  assertNotAborted(request);
  await run(upload.fields(fields.map((name) => ({ name }))), expressRequest).catch((error: unknown) => {
    throw tooManyFiles(error, maxFiles, tooMany) ?? error;
  });
  return { ...(expressRequest.body as object | undefined) };
}

/** Parses a multipart form that has no files. */
export const parseFormFields: RequestHandler = multer({
  limits: { ...FIELD_LIMITS, files: 0 },
  defParamCharset: "utf8",
}).none();

function streamingStorage(onFile: FileHandler, request: IncomingMessage): StorageEngine {
  let waiting = 0;
  let paused = false;
  const updatePause = (): void => {
    const full = waiting > FILES_WAITING_MAX;
    if (full) request.pause();
    else if (paused) request.resume();
    paused = full;
  };
  return {
    _handleFile(_request, file, done) {
      waiting += 1;
      updatePause();
      const finish = (error?: unknown): void => {
        waiting -= 1;
        updatePause();
        file.stream.resume();
        done(error, {});
      };
      // The iterator must not destroy the stream when a handler stops early: the parser waits for its end.
      const bytes: AsyncIterable<Buffer> = file.stream.iterator({ destroyOnReturn: false });
      onFile(file.fieldname, file.originalname, bytes, file.mimetype).then(() => finish(null), finish);
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

/** More files than a form may have, or as many parts beside them. */
function tooManyFiles(error: unknown, maxFiles: number, tooMany?: string): Problem | undefined {
  if (!(error instanceof multer.MulterError) || !/^LIMIT_(FILE|PART)_COUNT$/.test(error.code)) return undefined;
  const detail =
    tooMany ??
    (maxFiles === 1
      ? "A single check takes one file; send several as a batch."
      : `A batch takes ${maxFiles} files; send the rest as another one.`);
  return new Problem("too_many_items", detail, { cause: error });
}

const { fields: FIELDS_MAX, fieldSize: FIELD_MAX_BYTES, fieldNameSize: FIELD_NAME_MAX_BYTES } = FIELD_LIMITS;
const MULTER_REASONS: Partial<Record<string, string>> = {
  LIMIT_FILE_COUNT: "it must not have files",
  LIMIT_FIELD_COUNT: `it has more than ${FIELDS_MAX} text fields`,
  LIMIT_FIELD_VALUE: `a text field has more than ${FIELD_MAX_BYTES} bytes`,
  LIMIT_FIELD_KEY: `the name of a field has more than ${FIELD_NAME_MAX_BYTES} bytes`,
};

/** Messages of the parser below multer, whose errors have neither a class nor a code. */
const MALFORMED =
  /^(Request aborted|Unexpected end of form|Multipart: |Malformed part header|Unsupported content type)/;

/** The problem for an error of the multipart parser; `undefined` for any other error. */
export function multipartProblem(error: unknown): Problem | undefined {
  if (error instanceof multer.MulterError) {
    if (error.code === "LIMIT_UNEXPECTED_FILE")
      return new Problem(
        "invalid_request",
        `There is no file field ${JSON.stringify((error.field ?? "").slice(0, 100))}; files belong into files, zip_file or file.`,
        { cause: error },
      );
    const reason = MULTER_REASONS[error.code] ?? error.message;
    return new Problem("invalid_request", `The form cannot be read: ${reason}.`, { cause: error });
  }
  if (error instanceof Error && MALFORMED.test(error.message))
    return new Problem("invalid_request", "The form broke off or is malformed; nothing of it was kept.", {
      cause: error,
    });
  return undefined;
}

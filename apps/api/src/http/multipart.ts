import type { IncomingMessage } from "node:http";
import type { Readable, Writable } from "node:stream";
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
  /** Told how many bytes of the form came so far, as they come. May throw a problem. */
  onBytes?(received: number): void;
  /** What to tell who sends more files. */
  tooMany?: string;
}

/**
 * Streams a multipart body: each file goes to `onFile` as it arrives, the text fields are returned. File names are
 * passed on exactly as they were sent, including their paths.
 */
export async function readMultipart(
  request: IncomingMessage,
  { fields, maxFiles, isWanted, onBytes, tooMany }: FileRules,
  onFile: FileHandler,
): Promise<unknown> {
  let refuse: (error: unknown) => void = () => undefined;
  const refused = new Promise<never>((_resolve, reject) => (refuse = reject));
  // Of a form that was broken off, some are still written: who discards them has to find all.
  const writing = new Set<Promise<void>>();
  const noted: FileHandler = async (...file) => {
    const written = onFile(...file);
    writing.add(written);
    await written.finally(() => writing.delete(written));
  };
  const options = {
    streamHandler: createStreamHandler(refuse, onBytes),
    storage: streamingStorage(noted, request),
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
  } satisfies multer.Options & { streamHandler: StreamHandler };
  const expressRequest = request as Request;
  assertNotAborted(request);
  const reading = run(multer(options).fields(fields.map((name) => ({ name }))), expressRequest);
  await Promise.race([reading, refused]).catch(async (error: unknown) => {
    await Promise.allSettled(writing);
    throw tooManyFiles(error, maxFiles, tooMany) ?? unknownFileField(error, fields) ?? error;
  });
  const texts: Record<string, unknown> = { ...(expressRequest.body as object | undefined) };
  for (const field of fields)
    if ([texts[field.replace("[]", "")] ?? ""].flat().some((text) => text !== "")) throw withoutName(field);
  return texts;
}

/** Parses a multipart form that has no files. */
export const parseFormFields: RequestHandler = multer({
  limits: { ...FIELD_LIMITS, files: 0 },
  defParamCharset: "utf8",
}).none();

type StreamHandler = (request: Readable, parser: Writable) => void;

/**
 * Feeds the parser. What is refused as it comes breaks the form off at once: multer itself waits for the end of the
 * request, and drops a file that has no name.
 */
function createStreamHandler(refuse: (error: unknown) => void, onBytes: FileRules["onBytes"]): StreamHandler {
  return (request, parser) => {
    let received = 0;
    let broken: unknown;
    const breakOff = (error: unknown): void => {
      broken ??= error;
      request.off("data", count).unpipe(parser);
      parser.destroy(error as Error);
      refuse(error);
    };
    const count = (part: Buffer): void => {
      received += part.length;
      try {
        onBytes?.(received);
      } catch (error) {
        breakOff(error);
      }
    };
    request.on("data", count);
    parser.on("file", (field: string | undefined, bytes: Readable, { filename }: { filename?: string }) => {
      // Each ends with an error when the form is broken off, and not every one has a reader.
      bytes.on("error", () => undefined);
      // Nobody would feed or end what a parser finds that is destroyed in the middle of a chunk.
      if (broken !== undefined) bytes.destroy(broken as Error);
      // A form in a browser sends a field without a file like this, and empty.
      else if (filename === undefined || filename === "")
        bytes.once("data", () => process.nextTick(breakOff, withoutName(field)));
    });
    request.pipe(parser);
  };
}

const withoutName = (field = ""): Problem =>
  new Problem("invalid_request", `${field.slice(0, 100)}: a file has no name; send each file with a file name.`);

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

/** A file in another field than those of this form. Their other spellings (`files[]`) need no mention. */
function unknownFileField(error: unknown, fields: readonly string[]): Problem | undefined {
  if (!(error instanceof multer.MulterError) || error.code !== "LIMIT_UNEXPECTED_FILE") return undefined;
  const field = JSON.stringify((error.field ?? "").slice(0, 100));
  const known = fields.filter((name) => !name.endsWith("[]")).join(" or ");
  return new Problem("invalid_request", `There is no file field ${field}; send files as ${known}.`, { cause: error });
}

const { fields: FIELDS_MAX, fieldSize: FIELD_MAX_BYTES, fieldNameSize: FIELD_NAME_MAX_BYTES } = FIELD_LIMITS;
const MULTER_REASONS: Partial<Record<string, string>> = {
  LIMIT_FILE_COUNT: "it must not have files",
  LIMIT_UNEXPECTED_FILE: "it must not have files",
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
    const reason = MULTER_REASONS[error.code] ?? error.message;
    return new Problem("invalid_request", `The form cannot be read: ${reason}.`, { cause: error });
  }
  if (error instanceof Error && MALFORMED.test(error.message))
    return new Problem("invalid_request", "The form broke off or is malformed; nothing of it was kept.", {
      cause: error,
    });
  return undefined;
}

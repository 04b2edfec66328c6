import { Readable } from "node:stream";
import { ObjectStorageError } from "@symphony/object-storage";
import { StoreError } from "../store-error.ts";
import { CallerError } from "./caller-error.ts";
import { SyncError } from "./durable.ts";
import { describeErrno, errnoOf, isFull, isSystemError } from "./errno.ts";

/**
 * Wraps an object so that its methods, and the objects, generators and streams which they give, throw `StoreError`
 * where the file system fails. The code below it handles plain errors of `node:fs`.
 */
export function withStoreErrors<T>(value: T): T {
  return wrap(value) as T;
}

/** @returns the error to throw in place of one that came from the implementation */
export function toStoreError(error: unknown): unknown {
  if (error instanceof CallerError) return error.cause;
  if (error instanceof SyncError)
    return new StoreError("not_durable", "The storage may have lost what was written: a sync failed.", {
      cause: error,
    });
  if (error instanceof ObjectStorageError)
    return new StoreError(STORE_CODES[error.code], error.message, { cause: error });
  if (!isSystemError(error)) return error;
  if (isFull(error)) return new StoreError("full", "The storage is full.", { cause: error });
  if (errnoOf(error) === "ENOENT")
    return new StoreError("missing", "The storage does not hold what was asked for.", { cause: error });
  return new StoreError("unavailable", `The storage cannot be used: ${describeErrno(error)}.`, { cause: error });
}

/** A bucket that is gone or refuses this process may be there again; nothing of the ledger is missing for it. */
const STORE_CODES = {
  unavailable: "unavailable",
  denied: "unavailable",
  missing: "unavailable",
  full: "full",
  unsuitable: "unsuitable",
} as const;

type Method = (...args: unknown[]) => unknown;

function wrap(value: unknown): unknown {
  if (typeof value === "function") return wrapMethod(value as Method, undefined);
  if (value instanceof Readable) return Readable.from(wrapIterable(value), { objectMode: value.readableObjectMode });
  if (isAsyncIterable(value)) return wrapIterable(value);
  return hasMethods(value) ? wrapMembers(value) : value;
}

function wrapMethod(method: Method, self: unknown): Method {
  return (...args) => {
    try {
      const given = method.apply(self, args);
      return isPromise(given) ? given.then(wrap, rethrow) : wrap(given);
    } catch (error) {
      return rethrow(error);
    }
  };
}

function rethrow(error: unknown): never {
  throw toStoreError(error);
}

async function* wrapIterable(source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* source;
  } catch (error) {
    rethrow(error);
  }
}

function wrapMembers(target: object): object {
  const members = Object.entries(Object.getOwnPropertyDescriptors(target)).map(
    ([name, { value, get }]): [string, PropertyDescriptor] => {
      if (get !== undefined) return [name, { enumerable: true, get: () => get.call(target) as unknown }];
      const member = typeof value === "function" ? wrapMethod(value as Method, target) : wrap(value);
      return [name, { enumerable: true, writable: true, value: member }];
    },
  );
  return Object.defineProperties({}, Object.fromEntries(members));
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** Records are data and pass as they are. */
const hasMethods = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.values(value).some((member) => typeof member === "function");

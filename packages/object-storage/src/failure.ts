import { ObjectStorageError } from "./object-storage-error.ts";
import type { ObjectStorageErrorCode } from "./object-storage-error.ts";

/** What the client library's errors have in common; those of the network have a `code`. */
interface Failure {
  name?: string;
  message?: string;
  code?: string;
  /** The client library notes when it has learnt of the server's clock from this very response. */
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
}

const statusOf = (error: unknown): number | undefined => (error as Failure).$metadata?.httpStatusCode;
const nameOf = (error: unknown): string => (error as Failure).name ?? "";

export const isPreconditionFailed = (error: unknown): boolean => statusOf(error) === 412;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;
export const isMissing = (error: unknown): boolean =>
  nameOf(error) !== "NoSuchBucket" && (statusOf(error) === 404 || nameOf(error) === "NoSuchKey");

const FULL = /quota|storagefull|insufficientstorage|nospace|entitytoolarge/i;
const DENIED = /accessdenied|forbidden|invalidaccesskey|signature|credential|expiredtoken|invalidtoken/i;

/** The error of the client library as one of ours. */
export function failureOf(error: unknown): ObjectStorageError {
  if (error instanceof ObjectStorageError) return error;
  const { message = String(error), code } = error as Failure;
  const reason = [nameOf(error), code, message].filter((each) => each !== undefined && each !== "").join(": ");
  const kind = codeOf(error);
  return new ObjectStorageError(kind, `${SENTENCES[kind]} (${reason}).`, { cause: error });
}

const SENTENCES: Readonly<Record<ObjectStorageErrorCode, string>> = {
  unavailable: "The object store cannot be used at the moment",
  denied: "The object store refuses these credentials",
  missing: "The bucket or the object is not there",
  full: "The object store is full",
  unsuitable: "The object store cannot do what was asked",
};

function codeOf(error: unknown): ObjectStorageErrorCode {
  const [status, name] = [statusOf(error), nameOf(error)];
  // Refused for its time, which the next try has right.
  if ((error as Failure).$metadata?.clockSkewCorrected === true) return "unavailable";
  if (status === 507 || FULL.test(name)) return "full";
  if (status === 401 || status === 403 || DENIED.test(name)) return "denied";
  if (status === 404) return "missing";
  // S3 says with a 400 that a body did not come in time.
  if (nameOf(error) === "RequestTimeout") return "unavailable";
  if (status === 501 || status === 405 || status === 400) return "unsuitable";
  return "unavailable";
}

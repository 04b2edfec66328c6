export { createBucket, REMOVED_AT_ONCE } from "./bucket.ts";
export type { Bucket } from "./bucket.ts";
export { countRequests } from "./count-requests.ts";
export type { RequestKind } from "./count-requests.ts";
export { ObjectStorageError } from "./object-storage-error.ts";
export type { ObjectStorageErrorCode } from "./object-storage-error.ts";
export { assertConditionalWrites } from "./probe.ts";
export type * from "./requests.ts";
export { createS3Requests, REQUEST_MAX_MS } from "./s3.ts";

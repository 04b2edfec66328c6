export type * from "./port.ts";
export { DAMAGE_KINDS } from "./doctor/damage.ts";
export type { Damage, DamageKind } from "./doctor/damage.ts";
export { openBatchStore } from "./fs-batch-store.ts";
export { moveToBucket, nameOfStore, openStore } from "./open-store.ts";
export type { StoreSettings } from "./open-store.ts";
export { openScratchFolder } from "./scratch-folder.ts";
export type { ScratchFolder } from "./scratch-folder.ts";
export { ChecksumError, STORE_ERROR_CODES, StoreError, TooLargeError, UnfinishedError } from "./store-error.ts";
export type { StoreErrorCode } from "./store-error.ts";
export { BRAND_VERSIONS_MAX, BRANDS_MAX } from "./brands/brands.ts";
export { readArtworkOf, readBrandContent, readModelOf } from "./brands/read-content.ts";
export { columnsOf, csvOf, csvOfRows, neutralise, valuesOf } from "./results/results-csv.ts";
export type { CellValue } from "./results/results-csv.ts";
export { safeName } from "./fs/safe-name.ts";
export { partOf } from "./intake/manifest.ts";
export type { BatchManifest, Item, ItemKind } from "./intake/manifest.ts";
export type { DraftBatch } from "./intake/draft-batches.ts";
export { NAMES_PER_PART } from "./intake/find-name.ts";
export type { SubmissionRecord } from "./intake/idempotency-records.ts";
export { API_KEYS_MAX } from "./keys/api-keys.ts";
export type { MailDone, MailIntent, WebhookDone } from "./notifications/marker-schemas.ts";
export { EVIDENCE_BYTES } from "./results/evidence.ts";
export {
  clientResultOf,
  findingsByBrand,
  findingsOfBrand,
  findingsOf,
  decidedUpTo,
  hasStagesLeft,
  validUpTo,
} from "./results/result-record.ts";
export type { BrandPart, ResultRecord, StoredFinding } from "./results/result-record.ts";
export { RECORD_VERSIONS_MAX } from "./records/batch-records.ts";
export { REVIEWS_PER_ITEM_MAX } from "./reviews/reviews.ts";
export type { ShareRecord } from "./shares/share-record.ts";
export type { Control, ControlState } from "./state/control-schema.ts";
export { durationOf, startOf } from "./state/final.ts";
export type { Final } from "./state/final.ts";
export type { Metadata } from "./state/metadata.ts";
export {
  changeSchedule,
  decodeSchedule,
  readSchedule,
  SCHEDULE_RUNS_KEPT,
  scheduleOf,
} from "./sources/schedule-record.ts";
export type { KnownSchedule, ScheduleInFlight, ScheduleRecord } from "./sources/schedule-record.ts";
export { UPLOAD_HOURS } from "./uploads/expire-uploads.ts";
export type { UploadRecord } from "./uploads/upload-record.ts";

/** Counters expire after the longest time that a batch may be kept. */
export const LIFETIME_MS = 5 * 24 * 3_600_000;
/** Batches in a client's snapshot: its newest. */
export const CLIENT_BATCHES_MAX = 50;

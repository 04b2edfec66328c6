/** Counters expire after the longest time that a batch may be kept. */
export const LIFETIME_MS = 5 * 24 * 3_600_000;
/** Batches in a client's snapshot: its newest. */
export const CLIENT_BATCHES_MAX = 50;
/** Ends that are remembered as sent to a client: two runs of each of its newest batches. */
export const CLIENT_ENDS_MAX = 2 * CLIENT_BATCHES_MAX;

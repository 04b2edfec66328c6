/** Characters of what people write. Without schemas, so that the page can have them. */

/** A title or a supplier: one line. */
export const TITLE_MAX_LENGTH = 200;
/** The note of a batch: a paragraph. */
export const BATCH_NOTE_MAX_LENGTH = 2_000;
/** The note of a review: a paragraph. */
export const NOTE_MAX_LENGTH = 2_000;
/** Characters of a search. */
export const SEARCH_MAX_LENGTH = 200;

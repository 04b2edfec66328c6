import { createSignal } from "./signal.ts";

/** The last sentence for screen readers; one polite live region on the page reads it out. */
export const announcement = createSignal("");

export function announce(sentence: string): void {
  // The same sentence twice is news twice: a region only speaks when its text changes.
  announcement.set(sentence === announcement.get() ? `${sentence}\u00a0` : sentence);
}

import { createSignal } from "./signal.ts";

/** The text of the page's polite live region, which screen readers read out when it changes. */
export const liveRegionText = createSignal("");

export function announceToScreenReader(sentence: string): void {
  // Screen readers ignore unchanged text; a trailing space makes a repeated sentence a new one.
  liveRegionText.set(sentence === liveRegionText.get() ? `${sentence}\u00a0` : sentence);
}

/** The tools of an image go with it, and the focus with them: the keys of the viewer need it inside. */
export function keepFocusInside(viewer: HTMLElement | null): void {
  if (document.activeElement !== document.body) return;
  viewer?.querySelector<HTMLElement>("[data-autofocus]")?.focus({ preventScroll: true });
}

/** Keys belong to the field that is typed into. */
export const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

export const isButton = (target: EventTarget): boolean => target instanceof HTMLButtonElement;

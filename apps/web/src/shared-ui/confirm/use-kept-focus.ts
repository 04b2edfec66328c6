import { useEffect, useRef } from "react";
import type { FocusEvent } from "react";

/** What was focused and what it is called: a question and a form are made of few fields. */
const REMEMBERED = 10;
interface Focused {
  element: HTMLElement;
  name: string;
}

const nameOf = (element: Element): string => element.getAttribute("aria-label") ?? element.textContent;
const isDisabled = (element: Element): boolean => element.matches(":disabled");

/**
 * Keeps the keyboard in a part of the page when what had the focus goes away or is disabled for a moment: it goes back
 * to that, to what led there, or to the part itself.
 *
 * @returns the properties of the element around it
 */
export function useKeptFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  const focused = useRef<readonly Focused[]>([]);
  useEffect(() => {
    const part = ref.current;
    const [last] = focused.current;
    if (part === null || last === undefined || document.activeElement !== document.body) return;
    if (last.element.isConnected && isDisabled(last.element)) return;
    const buttons = [...part.querySelectorAll<HTMLElement>("button:enabled, a[href]")];
    const back = last.element.isConnected ? last.element : buttonNamedLike(focused.current, buttons);
    part.tabIndex = -1;
    (back ?? part).focus({ preventScroll: true });
  });
  return {
    ref,
    onFocus({ target, currentTarget }: FocusEvent<T>): void {
      const element = target as HTMLElement;
      if (element === currentTarget || !currentTarget.contains(element)) return;
      focused.current = [{ element, name: nameOf(element) }, ...focused.current].slice(0, REMEMBERED);
    },
    /** Who goes elsewhere is left alone. */
    onBlur({ target, relatedTarget, currentTarget }: FocusEvent<T>): void {
      const stays = currentTarget.contains(relatedTarget);
      if (!stays && currentTarget.contains(target) && !isDisabled(target)) focused.current = [];
    },
  };
}

function buttonNamedLike(focused: readonly Focused[], buttons: readonly HTMLElement[]): HTMLElement | undefined {
  const names = focused.map(({ name }) => name).filter((name) => name !== "");
  for (const name of names) {
    const button = buttons.find((each) => nameOf(each) === name);
    if (button !== undefined) return button;
  }
  return undefined;
}

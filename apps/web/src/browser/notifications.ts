import type { Status } from "@symphony/contract";
import { formatNumber } from "./format.ts";
import { announceToScreenReader } from "./live-region.ts";
import { createSignal } from "./signal.ts";
import { localStore } from "./storage.ts";

const KEY = "symphony.notify";

/** Browsers allow notifications only on secure pages. */
export const canNotify = (): boolean => "Notification" in window && window.isSecureContext;

export const notificationsEnabled = createSignal(
  localStore.read(KEY) === "yes" && canNotify() && Notification.permission === "granted",
);

/** @returns whether the browser allows it */
export async function setNotificationsEnabled(enabled: boolean): Promise<boolean> {
  const granted = enabled && (await Notification.requestPermission()) === "granted";
  localStore.write(KEY, granted ? "yes" : undefined);
  notificationsEnabled.set(granted);
  return granted || !enabled;
}

/** Reports a finished batch to screen readers, and as a notification while the page is hidden. */
export function notifyFinished(status: Status, title = "Your batch"): void {
  const { valid, invalid, error } = status;
  const sum = `${formatNumber(valid)} valid, ${formatNumber(invalid)} invalid, ${formatNumber(error)} errors`;
  announceToScreenReader(`Finished: ${sum}.`);
  if (!notificationsEnabled.get() || document.visibilityState === "visible") return;
  const notification = new Notification(`${title} is finished`, {
    body: sum,
    icon: "/favicon.svg",
    tag: status.batch_id,
  });
  notification.addEventListener("click", () => window.focus());
}

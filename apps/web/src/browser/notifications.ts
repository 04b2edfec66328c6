import type { Status } from "@symphony/contract";
import { announce } from "./live-region.ts";
import { formatNumber } from "./format.ts";
import { createSignal } from "./signal.ts";
import { localStore } from "./storage.ts";

const KEY = "symphony.notify";

/** Whether this browser can notify at all: pages on plain http outside this machine cannot. */
export const canNotify = (): boolean => "Notification" in window && window.isSecureContext;

export const notifyWanted = createSignal(
  localStore.read(KEY) === "yes" && canNotify() && Notification.permission === "granted",
);

/** @returns whether the browser agreed */
export async function wantNotifications(wanted: boolean): Promise<boolean> {
  const granted = wanted && (await Notification.requestPermission()) === "granted";
  localStore.write(KEY, granted ? "yes" : undefined);
  notifyWanted.set(granted);
  return granted || !wanted;
}

/** Says that a batch is finished: to screen readers always, as a notification while nobody looks. */
export function notifyFinished(status: Status, title = "Your batch"): void {
  const { valid, invalid, error } = status;
  const sum = `${formatNumber(valid)} valid, ${formatNumber(invalid)} invalid, ${formatNumber(error)} errors`;
  announce(`Finished: ${sum}.`);
  if (!notifyWanted.get() || document.visibilityState === "visible") return;
  const notification = new Notification(`${title} is finished`, {
    body: sum,
    icon: "/favicon.svg",
    tag: status.batch_id,
  });
  notification.addEventListener("click", () => window.focus());
}

import { html } from "../../../html/html.ts";
import type { Html } from "../../../html/html.ts";
import type { ReportItem } from "./report-facts.ts";

type Told = Pick<ReportItem, "machine" | "effective" | "review" | "error" | "detections" | "closest" | "threshold">;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const LOOKS: Readonly<Record<string, string>> = {
  too_small: "too small to tell",
  too_blurred: "too blurred to tell",
  unlike: "does not look like the logo from near",
};

/** Why the machine decided so, in a sentence for people. */
export function machineReason({ machine, error, detections, closest, threshold }: Told): string {
  if (error !== null) return error;
  const [found] = detections;
  // Of several brands, others may be found.
  if (machine === "Valid" && found !== undefined)
    return `The logo was found with a confidence of ${percent(found.confidence)}.`;
  if (closest === null) return "Nothing like the logo was found.";
  const why =
    closest.reason === undefined
      ? `below the threshold${threshold === null ? "" : ` of ${percent(threshold)}`}`
      : LOOKS[closest.reason];
  return `The closest match has a confidence of ${percent(closest.confidence)}, ${why ?? closest.reason}.`;
}

export function reviewText({ review, machine, effective }: Told): Html {
  if (review === null) return html`<span class="muted">not reviewed</span>`;
  const text = [review.reason, review.note].filter((part) => part !== null).join(": ");
  const also = machine === effective ? "confirmed" : `overrides ${machine}`;
  return html`${review.by}, ${shortTime(review.at)}: ${review.verdict}
  (${also})${text === "" ? "" : html`<br />${text}`}`;
}

/** Images that could not be checked. */
export const errorsText = (count: number): string => `${count} ${count === 1 ? "error" : "errors"}`;

/** `2026-03-02 09:30 UTC`. */
export const shortTime = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

export const failureRow = (item: ReportItem, pictures: readonly Html[], href: string | undefined): Html =>
  html`<tr>
    <td><div class="pictures">${pictures}</div></td>
    <td>${nameOf(item, href)}<br />${digestOf(item)}</td>
    <td class="${item.effective}">${item.effective}</td>
    <td>${item.machine}. ${machineReason(item)}</td>
    <td>${reviewText(item)}</td>
  </tr> `;

export const otherRow = (item: ReportItem, href: string | undefined): Html =>
  html`<tr>
    <td>${nameOf(item, href)}<br />${digestOf(item)}</td>
    <td class="${item.effective}">${item.effective}</td>
    <td>${reviewText(item)}</td>
  </tr> `;

const nameOf = ({ name }: ReportItem, href: string | undefined): Html =>
  href === undefined ? html`${name}` : html`<a href="${href}">${name}</a>`;

const digestOf = ({ sha256 }: ReportItem): Html | null =>
  sha256 === null ? null : html`<code class="muted">SHA-256 ${sha256}</code>`;

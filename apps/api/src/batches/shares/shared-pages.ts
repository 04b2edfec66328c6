import type { ListedResult, Status } from "@symphony/contract";
import { html } from "../../html/html.ts";
import type { Html } from "../../html/html.ts";
import { PAGE_END, pageHead } from "../../html/page.ts";
import { errorsText, machineReason, reviewText, shortTime } from "../exports/report/report-rows.ts";

/** What a list shows, and where it goes on. */
export interface ListPlace {
  title: string;
  effective: string | undefined;
  cursor: number;
  next: number | null;
}

const CHOICES = [
  ["", "All images"],
  ["Invalid", "Invalid"],
  ["Error", "Errors"],
  ["Valid", "Valid"],
] as const;

/** The list of a shared batch: plain links and a form, so that it needs no script. */
export function listPage(base: string, status: Status, results: readonly ListedResult[], place: ListPlace): string {
  return html`${pageHead(place.title)}${header(base, place.title, status)}${filterForm(base, place)}
    <table>
      <thead>
        <tr>
          <th>Picture</th>
          <th>Image</th>
          <th>Verdict</th>
          <th>Machine</th>
          <th>Review</th>
        </tr>
      </thead>
      <tbody>
        ${results.map((result) => listRow(base, result))}
      </tbody>
    </table>
    ${results.length === 0 && html`<p class="muted">${sentenceWithout(place)}</p>`}
    <nav aria-label="More images">
      ${place.cursor > 0 && html`<a href="${addressOf(base, place, 0)}">To the beginning</a>`}
      ${place.next !== null && html`<a href="${addressOf(base, place, place.next)}">Next images</a>`}
    </nav>
    ${PAGE_END}`.text;
}

/** A page ends after so many images, whether they match or not; images of a running batch come as they are checked. */
function sentenceWithout({ effective, cursor, next }: ListPlace): string {
  if (effective === undefined) return "None of these images is checked yet.";
  if (next !== null) return "None of these images matches; the next ones may.";
  return cursor > 0 ? "No more images match." : "No image matches.";
}

const header = (
  base: string,
  title: string,
  { total, valid, invalid, error, created_at, completed_at }: Status,
): Html =>
  html`<header>
    <h1>${title}</h1>
    <p>
      ${total} images: by the machine ${valid} valid, ${invalid} invalid, ${errorsText(error)}. Sent
      ${shortTime(created_at)}, ${completed_at === null ? "still running" : `checked ${shortTime(completed_at)}`}.
    </p>
    ${
      completed_at !== null &&
      html`<nav aria-label="Downloads">
        <a href="${base}/report.html">Report to print</a><a href="${base}/results.csv">CSV</a>
      </nav>`
    }
  </header>`;

const filterForm = (base: string, { effective = "" }: ListPlace): Html =>
  html`<form action="${base}" method="get">
    <label
      >Show
      <select name="effective">
        ${CHOICES.map(([value, text]) =>
          value === effective
            ? html`<option value="${value}" selected>${text}</option>`
            : html`<option value="${value}">${text}</option>`,
        )}
      </select></label
    >
    <button>Filter</button>
  </form>`;

const listRow = (base: string, result: ListedResult): Html =>
  html`<tr>
    <td>${result.Is_Valid !== "Error" && smallPicture(base, result)}</td>
    <td><a href="${base}/items/${result.seq}">${result.Image_Path_or_URL}</a></td>
    <td class="${result.Effective}">${result.Effective}</td>
    <td>${machineReason(toldOf(result))}</td>
    <td>${reviewText(toldOf(result))}</td>
  </tr>`;

const smallPicture = (base: string, { seq, Image_Path_or_URL: name }: ListedResult): Html =>
  html`<a href="${base}/items/${seq}"
    ><img loading="lazy" src="${base}/items/${seq}/thumbnail" alt="Picture of ${name}"
  /></a>`;

/** One image of a shared batch, large, with the mark in its original pixels. */
export function itemPage(base: string, result: ListedResult, total: number): string {
  const { seq, Image_Path_or_URL: name, Effective, Detections, Closest_Match } = result;
  const hasMark = Detections.length > 0 || Closest_Match !== null;
  return html`${pageHead(name)}
    <nav>
      <a href="${base}">All images</a>${seq > 0 && html`<a href="${base}/items/${seq - 1}">Previous</a>`}${
        seq + 1 < total && html`<a href="${base}/items/${seq + 1}">Next</a>`
      }
    </nav>
    <h1>${name}</h1>
    <dl>
      <dt>Verdict</dt>
      <dd class="${Effective}">${Effective}</dd>
      <dt>Machine</dt>
      <dd>${machineReason(toldOf(result))}</dd>
      <dt>Review</dt>
      <dd>${reviewText(toldOf(result))}</dd>
    </dl>
    ${hasMark && html`<figure><img src="${base}/items/${seq}/marks/0" alt="What is like the logo, enlarged" /></figure>`}
    ${result.Is_Valid !== "Error" && html`<figure class="view"><img src="${base}/items/${seq}/view" alt="${name}" /></figure>`}
    ${PAGE_END}`.text;
}

/** In place of an image that has no result yet, or that does not exist. */
export const missingPage = (base: string, sentence: string): string =>
  html`${pageHead("No result")}
    <nav><a href="${base}">All images</a></nav>
    <h1>${sentence}</h1>
    ${PAGE_END}`.text;

export const gonePage = (): string =>
  html`${pageHead("Link not valid")}
    <h1>This link is not valid any more</h1>
    <p>It has expired, was taken back, or its batch is not kept any more. Ask for a new one.</p>
    ${PAGE_END}`.text;

const toldOf = (result: ListedResult) => ({
  machine: result.Is_Valid,
  effective: result.Effective,
  review: result.Review,
  error: result.Error,
  detections: result.Detections,
  closest: result.Closest_Match,
  threshold: result.Threshold,
});

function addressOf(base: string, { effective }: ListPlace, cursor: number): string {
  const query = new URLSearchParams({ ...(effective === undefined ? {} : { effective }), cursor: String(cursor) });
  return `${base}?${query}`;
}

import type { Readable } from "node:stream";
import { columnsOf, valuesOf } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter } from "@symphony/contract";
import { compressedZipOf } from "../../../archive/compressed-zip.ts";
import { textEntry } from "../../../archive/zip-entry.ts";
import type { ZipEntry } from "../../../archive/zip-entry.ts";
import type { ApiDeps } from "../../../deps.ts";
import { skippedOf } from "../../../upload/skipped.ts";
import { imageAddress } from "../image-address.ts";
import { eachMatch } from "../matching-results.ts";
import type { Match } from "../matching-results.ts";
import { LEFT_OUT_SHEET, leftOutSheetOf } from "./left-out-sheet.ts";
import * as parts from "./package-parts.ts";
import type { PlacedPicture } from "./package-parts.ts";
import { columnName, headRowOf, rowOf, STYLES } from "./sheet-xml.ts";

/** Rows with a picture: spreadsheets hold all of them in memory at once. */
const PICTURES_MAX = 1_000;
const PICTURE_WIDTH = 15;
const LINK_WIDTH = 9;
const NAME_WIDTH = 42;
const WIDTH = 14;

/**
 * The columns of the CSV as a workbook, with small pictures of the first images that failed, and links to the page. Row
 * by row and picture by picture: what is kept is a few numbers for each picture. What was left out of the batch has a
 * sheet of its own.
 */
export function workbookOf(deps: ApiDeps, manifest: BatchManifest, filter: ResultFilter): Readable {
  const pictures: PlacedPicture[] = [];
  const publicUrl = deps.config.PUBLIC_URL;
  const columns = ["Picture", ...(publicUrl === undefined ? [] : ["Link"]), ...columnsOf(manifest)];

  async function* sheet(): AsyncGenerator<string> {
    const widths = columns.map((column) => WIDTHS[column] ?? WIDTH);
    yield parts.sheetHead(widths) + headRowOf(columns);
    let row = 1;
    for await (const match of eachMatch(deps, manifest, filter)) {
      row += 1;
      const picture = pictures.length < PICTURES_MAX ? await pictureOf(deps, manifest, match, row) : undefined;
      if (picture !== undefined) pictures.push(picture);
      const href = imageAddress(publicUrl, manifest.batch_id, match.record.seq);
      const link = href === undefined ? [] : [{ href, text: "Open" }];
      yield rowOf(row, [null, ...link, ...valuesOf(match.record, match.review, manifest)], picture !== undefined);
    }
    yield parts.sheetEnd(`${columnName(columns.length - 1)}${row}`, pictures.length > 0);
  }

  const sheets = ["Results", ...(skippedOf(manifest).skipped_count > 0 ? [LEFT_OUT_SHEET] : [])];

  async function* entries(): AsyncGenerator<ZipEntry> {
    yield textEntry("_rels/.rels", parts.PACKAGE_RELATIONS);
    yield textEntry("xl/workbook.xml", parts.workbook(sheets));
    yield textEntry("xl/_rels/workbook.xml.rels", parts.workbookRelations(sheets.length));
    yield textEntry("xl/styles.xml", STYLES);
    yield textEntry(`xl/${parts.sheetPath(0)}`, sheet());
    if (sheets.length > 1) yield textEntry(`xl/${parts.sheetPath(1)}`, leftOutSheetOf(manifest));
    // The sheet is written by now, and says which pictures there are.
    yield textEntry("[Content_Types].xml", parts.contentTypes(sheets.length, pictures.length > 0));
    if (pictures.length > 0) yield* pictureEntries(deps, manifest, pictures);
  }
  return compressedZipOf(entries());
}

const WIDTHS: Readonly<Record<string, number>> = {
  Picture: PICTURE_WIDTH,
  Link: LINK_WIDTH,
  Image_Path_or_URL: NAME_WIDTH,
};

async function pictureOf(
  { store }: ApiDeps,
  manifest: BatchManifest,
  { record, effective }: Match,
  row: number,
): Promise<PlacedPicture | undefined> {
  if (effective === "Valid" || record.image === null) return undefined;
  const thumbnail = await store.evidence.openThumbnail(manifest.batch_id, record);
  return (
    thumbnail && {
      seq: record.seq,
      corrected_in: record.corrected_in,
      row,
      width: record.image.width,
      height: record.image.height,
    }
  );
}

async function* pictureEntries(
  { store }: ApiDeps,
  { batch_id: batchId }: BatchManifest,
  pictures: readonly PlacedPicture[],
): AsyncGenerator<ZipEntry> {
  yield textEntry("xl/worksheets/_rels/sheet1.xml.rels", parts.SHEET_RELATIONS);
  yield textEntry("xl/drawings/drawing1.xml", parts.drawing(pictures));
  yield textEntry("xl/drawings/_rels/drawing1.xml.rels", parts.drawingRelations(pictures));
  for (const [index, picture] of pictures.entries()) {
    const thumbnail = await store.evidence.openThumbnail(batchId, picture);
    if (thumbnail === undefined) throw new Error(`the picture of item ${picture.seq} of batch ${batchId} is gone`);
    yield { name: `xl/media/${parts.pictureName(index)}`, open: () => thumbnail.stream() };
  }
}

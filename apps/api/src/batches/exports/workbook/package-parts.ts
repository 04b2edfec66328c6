import type { PictureOf } from "@symphony/batch-store";
import { PICTURE_ROW_POINTS } from "./sheet-xml.ts";

/** The parts of a workbook (ECMA-376), beside its sheets. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DRAWING = "http://schemas.openxmlformats.org/drawingml/2006";
const TYPE = "application/vnd.openxmlformats-officedocument";

/** English Metric Units to a point. */
const EMU = 12_700;
const PICTURE_EMU = (PICTURE_ROW_POINTS - 4) * EMU;
const MARGIN_EMU = 2 * EMU;

/** A picture in the first column of a row, and its shape. */
export interface PlacedPicture extends PictureOf {
  row: number;
  width: number;
  height: number;
}

export const sheetHead = (widths: readonly number[], isFirst = true): string =>
  `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheetViews><sheetView tabSelected="${isFirst ? 1 : 0}" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths
    .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
    .join("")}</cols><sheetData>`;

export const sheetEnd = (lastCell: string, hasPictures: boolean): string =>
  `</sheetData><autoFilter ref="A1:${lastCell}"/>${hasPictures ? '<drawing r:id="rId1"/>' : ""}</worksheet>`;

export const contentTypes = (sheets: number, hasPictures: boolean): string =>
  `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.spreadsheetml.styles+xml"/>${Array.from({ length: sheets }, (_, i) => `<Override PartName="/xl/${sheetPath(i)}" ContentType="${TYPE}.spreadsheetml.worksheet+xml"/>`).join("")}${
    hasPictures ? `<Override PartName="/xl/drawings/drawing1.xml" ContentType="${TYPE}.drawing+xml"/>` : ""
  }</Types>`;

const relations = (targets: ReadonlyArray<readonly [type: string, target: string]>): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([type, to], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/relationships/${type}" Target="${to}"/>`)
    .join("")}</Relationships>`;

export const PACKAGE_RELATIONS = relations([["officeDocument", "xl/workbook.xml"]]);
/** The path of a sheet in `xl/`. */
export const sheetPath = (index: number): string => `worksheets/sheet${index + 1}.xml`;

export const workbook = (sheets: readonly string[]): string =>
  `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets>${sheets
    .map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join("")}</sheets></workbook>`;

export const workbookRelations = (sheets: number): string =>
  relations([
    ...Array.from({ length: sheets }, (_, i) => ["worksheet", sheetPath(i)] as const),
    ["styles", "styles.xml"],
  ]);

export const SHEET_RELATIONS = relations([["drawing", "../drawings/drawing1.xml"]]);

export const pictureName = (index: number): string => `picture${index + 1}.jpg`;

export const drawingRelations = (pictures: readonly PlacedPicture[]): string =>
  relations(pictures.map((_, i) => ["image", `../media/${pictureName(i)}`]));

export const drawing = (pictures: readonly PlacedPicture[]): string =>
  `${HEAD}<xdr:wsDr xmlns:xdr="${DRAWING}/spreadsheetDrawing" xmlns:a="${DRAWING}/main" xmlns:r="${OFFICE}/relationships">${pictures.map(anchorOf).join("")}</xdr:wsDr>`;

function anchorOf({ row, width, height }: PlacedPicture, index: number): string {
  const scale = PICTURE_EMU / Math.max(width, height);
  const size = [width, height].map((side) => Math.round(side * scale));
  return `<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>${MARGIN_EMU}</xdr:colOff><xdr:row>${row - 1}</xdr:row><xdr:rowOff>${MARGIN_EMU}</xdr:rowOff></xdr:from><xdr:ext cx="${size[0]}" cy="${size[1]}"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="${index + 2}" name="${pictureName(index)}"/><xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId${index + 1}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`;
}

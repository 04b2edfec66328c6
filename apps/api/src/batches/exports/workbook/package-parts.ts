import { PICTURE_ROW_POINTS } from "./sheet-xml.ts";

/** The parts of a workbook with one sheet (ECMA-376), beside the sheet itself. */

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
export interface PlacedPicture {
  seq: number;
  row: number;
  width: number;
  height: number;
}

export const sheetHead = (widths: readonly number[]): string =>
  `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths
    .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
    .join("")}</cols><sheetData>`;

export const sheetEnd = (lastCell: string, hasPictures: boolean): string =>
  `</sheetData><autoFilter ref="A1:${lastCell}"/>${hasPictures ? '<drawing r:id="rId1"/>' : ""}</worksheet>`;

export const contentTypes = (hasPictures: boolean): string =>
  `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.spreadsheetml.worksheet+xml"/>${
    hasPictures ? `<Override PartName="/xl/drawings/drawing1.xml" ContentType="${TYPE}.drawing+xml"/>` : ""
  }</Types>`;

const relations = (targets: ReadonlyArray<readonly [type: string, target: string]>): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([type, to], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/relationships/${type}" Target="${to}"/>`)
    .join("")}</Relationships>`;

export const PACKAGE_RELATIONS = relations([["officeDocument", "xl/workbook.xml"]]);
export const WORKBOOK = `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets><sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>`;
export const WORKBOOK_RELATIONS = relations([
  ["worksheet", "worksheets/sheet1.xml"],
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

import { expect, test } from "@jest/globals";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import sharp from "sharp";
import { svgRefusal } from "./check-svg.ts";
import { readArtwork } from "./read-artwork.ts";

const svg = (text: string): Buffer => Buffer.from(text);
const plain = (
  width: number,
  height: number,
  background: string | { r: number; g: number; b: number; alpha: number },
) => sharp({ create: { width, height, channels: 4, background } });
const refused = async (bytes: Uint8Array): Promise<string> =>
  readArtwork("mark.png", bytes).then(
    () => "taken",
    (error: Error) => error.message,
  );

test("artwork is cut to the mark and kept as PNG", async () => {
  const { png, width, height } = await readArtwork("mark.svg", svg(EMBLEM));
  expect(await sharp(png).metadata()).toMatchObject({ format: "png", width, height, hasAlpha: true });
  expect([Math.max(width, height) <= 1024, width > 900, Math.round((10 * width) / height)]).toEqual([true, true, 17]);

  const input = await sharp(svg(BADGE)).png().toBuffer();
  const onWhite = await plain(600, 500, "white")
    .composite([{ input, left: 200, top: 100 }])
    .jpeg()
    .toBuffer();
  const cut = await readArtwork("on-white.jpg", onWhite);
  expect([Math.round(cut.width / 10), Math.round(cut.height / 10)]).toEqual([16, 16]);
  const large = await readArtwork(
    "large.png",
    await plain(4_000, 3_000, "#ff000000")
      .composite([{ input: await sharp(input).resize(3_000).png().toBuffer() }])
      .png()
      .toBuffer(),
  );
  expect(Math.max(large.width, large.height)).toBeLessThanOrEqual(1024);
});

test("a mark in white on transparent ground is no blank file", async () => {
  const white = svg(
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle cx="40" cy="30" r="20" fill="#fff"/></svg>',
  );
  expect(await readArtwork("white.svg", white)).toMatchObject({ width: expect.any(Number) });
});

test("wrong artwork is refused with a sentence", async () => {
  expect(await refused(await plain(300, 200, "#336699").png().toBuffer())).toContain("is blank");
  expect(await refused(await plain(300, 200, { r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer())).toContain("is blank");
  expect(await refused(await photoWith([EMBLEM, BADGE]))).toContain("looks like a photo");
  expect(await refused(await plain(10_000, 40, "red").png().toBuffer())).toContain("8192 px at most");
  expect(
    await refused(
      await plain(9, 9, "white")
        .composite([{ input: svg(BADGE.replaceAll("160", "5")) }])
        .png()
        .toBuffer(),
    ),
  ).not.toBe("taken");
  expect(await refused(Buffer.from("GIF89a, or something else"))).toContain("is no PNG, JPEG or SVG");
  const png = await sharp(svg(BADGE)).png().toBuffer();
  expect(await refused(png.subarray(0, 200))).toContain("is damaged");
});

test("an SVG with scripts, or with links to something outside of it, is refused and never drawn", () => {
  const inside = (text: string): string | undefined => svgRefusal(EMBLEM.replace("</svg>", `${text}</svg>`));
  expect(svgRefusal(EMBLEM)).toBeUndefined();
  expect(
    inside('<use href="#a"/><rect fill="url(#b)"/><image xlink:href="data:image/png;base64,AA"/>'),
  ).toBeUndefined();
  expect(svgRefusal(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">${EMBLEM}`)).toBeUndefined();
  for (const [text, reason] of [
    ["<script>alert(1)</script>", "a script"],
    ['<a href="javascript:alert(1)"/>', "a script"],
    ['<rect onload="x()"/>', "an event handler"],
    ["<foreignObject/>", "a web page"],
    ['<image href="http://10.0.0.1/a.png"/>', "a link to something outside"],
    ["<image xlink:href='file:///etc/passwd'/>", "a link to something outside"],
    ["<rect style='fill: url(https://x.example/f)'/>", "a link to something outside"],
    ["<style>@import 'x.css';</style>", "a style sheet"],
    ['<image href="data:image/svg+xml;base64,AA"/>', "a link to something outside"],
  ] as const)
    expect([text, inside(text)]).toEqual([text, expect.stringContaining(reason)]);
  expect(svgRefusal(`<!DOCTYPE svg [<!ENTITY a "b">]>${EMBLEM}`)).toContain("entities");
});

test("the checks of an SVG are linear in its length", () => {
  for (const piece of ["<script", " onx", "<!doctype ", "href=", "url( ", "<?xml", "@import"])
    expect(svgRefusal(`<svg ${piece.repeat(100_000)}`) ?? "none").toBeDefined();
});

/** Levels of grey that transparent pictures are laid on. */
export const WHITE = 255;
export const DARK = 40;

/** Pixels lighter than this are hardly seen on white. */
const LIGHT_LEVEL = 200;
/** Light parts smaller than this share of the picture are too small for a logo. */
const LIGHT_SHARE = 0.0002;

/** Photos have a few transparent pixels at rounded corners. A picture made for any ground has more. */
const TRANSPARENT_SHARE = 0.05;

/** Lays `[r, g, b, alpha]` pixels, which are not premultiplied, on a grey ground. */
export function flatten(rgba: Uint8Array, ground: number): Uint8Array {
  const pixels = rgba.length / 4;
  const data = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i += 1) {
    const alpha = rgba[4 * i + 3]!;
    for (let channel = 0; channel < 3; channel += 1)
      data[3 * i + channel] = Math.round((rgba[4 * i + channel]! * alpha + ground * (255 - alpha)) / 255);
  }
  return data;
}

/** Whether a picture has transparent ground and light parts, which may be a light logo made for dark ground. */
export function isHiddenByWhite(rgba: Uint8Array): boolean {
  let [light, transparent] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3]! < 128) transparent += 1;
    else if (Math.min(rgba[at]!, rgba[at + 1]!, rgba[at + 2]!) > LIGHT_LEVEL) light += 1;
  }
  const pixels = rgba.length / 4;
  return transparent > TRANSPARENT_SHARE * pixels && light > LIGHT_SHARE * pixels;
}

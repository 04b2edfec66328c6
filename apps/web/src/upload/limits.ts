/** What the server takes as it is delivered; where it is set lower, it says itself what it left out. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;
export const MAX_UPLOAD_BYTES = 20 * 1024 ** 3;
export const MAX_BATCH_ITEMS = 100_000;
export const URL_MAX_LENGTH = 2_048;
/** More files than this go as one zip: one part of a form each is slow for browser and server. */
export const ZIP_ABOVE_FILES = 300;

export const IMAGE_EXTENSIONS = ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "tif", "tiff", "avif"];
/** Pictures that people have and the detector cannot read. */
export const OTHER_PICTURES: Readonly<Record<string, string>> = {
  heic: "HEIC", heif: "HEIF", bmp: "BMP", svg: "SVG", psd: "Photoshop", pdf: "PDF", ico: "Icon", jxl: "JPEG XL", jp2: "JPEG 2000",
  cr2: "Camera raw", cr3: "Camera raw", nef: "Camera raw", arw: "Camera raw", dng: "Camera raw", eps: "PostScript", ai: "Illustrator",
};

import { extensionOf, hasZipName, IMAGE_EXTENSIONS, OTHER_ARCHIVES, UNREAD_FORMATS } from "@symphony/contract";
import { t } from "../browser/language/text.ts";

/** What to do with files of a format that is not read; others can be saved as JPEG or PNG by most programs. */
const ADVICE: Readonly<Record<string, string>> = {
  HEIC: "convert them to JPEG, as an iPhone does when a photo is shared as \u201cMost Compatible\u201d",
  HEIF: "convert them to JPEG",
  PDF: "export their pages as JPEG or PNG",
  "Camera raw": "export them as JPEG",
};

/** Why a file is left out by its name. One without an extension is recognised by the server. */
export function reasonOfName(name: string): string | undefined {
  const extension = extensionOf(name);
  if (extension === "" || hasZipName(name) || IMAGE_EXTENSIONS.includes(extension)) return undefined;
  if (OTHER_ARCHIVES.includes(extension)) return t("reason.archive", { extension });
  const format = UNREAD_FORMATS[extension];
  if (format === undefined) return t("reason.noImage", { extension });
  return `${format} files cannot be read: ${ADVICE[format] ?? "save them as JPEG or PNG"}`;
}

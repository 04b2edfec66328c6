import { extensionOf, hasZipName, IMAGE_EXTENSIONS, OTHER_ARCHIVES, UNREAD_FORMATS } from "@symphony/contract";
import { t } from "../browser/language/text.ts";

/** Formats that are not read and have an advice of their own; others can be saved as JPEG or PNG by most programs. */
const ADVISED = {
  HEIC: "reason.unread.heic",
  HEIF: "reason.unread.heif",
  PDF: "reason.unread.pdf",
  "Camera raw": "reason.unread.raw",
} as const;
const isAdvised = (format: string): format is keyof typeof ADVISED => Object.hasOwn(ADVISED, format);

/** Why a file is left out by its name. One without an extension is recognised by the server. */
export function reasonOfName(name: string): string | undefined {
  const extension = extensionOf(name);
  if (extension === "" || hasZipName(name) || IMAGE_EXTENSIONS.includes(extension)) return undefined;
  if (OTHER_ARCHIVES.includes(extension)) return t("reason.archive", { extension });
  const format = UNREAD_FORMATS[extension];
  if (format === undefined) return t("reason.noImage", { extension });
  return isAdvised(format) ? t(ADVISED[format]) : t("reason.unread", { format });
}

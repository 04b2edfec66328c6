import type { BatchId } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { csvUrl } from "../api/calls.ts";
import { exportUrl } from "../api/hand-on.ts";
import classes from "./hand-on.module.css";

interface Download {
  href: string;
  name: string;
  hint: string;
  /** Shown in a tab of its own, where it can be printed. */
  isPage?: boolean;
}

const downloadsOf = (id: BatchId): Download[] => [
  {
    href: exportUrl(id, "report.html"),
    name: t("download.report"),
    hint: t("download.report.hint"),
    isPage: true,
  },
  {
    href: exportUrl(id, "report.xlsx"),
    name: t("download.xlsx"),
    hint: t("download.xlsx.hint"),
  },
  { href: csvUrl(id), name: "CSV", hint: t("download.csv.hint") },
  {
    href: exportUrl(id, "images.zip", { effective: "Invalid" }),
    name: t("download.images"),
    hint: t("download.images.hint"),
  },
  { href: exportUrl(id, "results.jsonl"), name: t("download.jsonl"), hint: t("download.jsonl.hint") },
  {
    href: exportUrl(id, "dataset.zip", { format: "yolo" }),
    name: t("download.yolo"),
    hint: t("download.yolo.hint"),
  },
  {
    href: exportUrl(id, "dataset.zip", { format: "coco" }),
    name: t("download.coco"),
    hint: t("download.coco.hint"),
  },
];

export function Downloads({ id }: { id: BatchId }) {
  return (
    <section aria-labelledby="downloads">
      <h3 id="downloads">{t("download.title")}</h3>
      <ul className={classes["list"]}>
        {downloadsOf(id).map(({ href, name, hint, isPage = false }) => (
          <li key={name}>
            <a href={href} {...(isPage ? { target: "_blank", rel: "noopener" } : { download: true })}>
              {name}
            </a>
            <span className="quiet">{hint}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { NativeSelect } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { useState } from "react";
import { csvUrl } from "../api/calls.ts";
import { exportUrl } from "../api/hand-on.ts";
import { t } from "../browser/language/text.ts";
import { exportFilterOf } from "../place/export-filter.ts";
import { usePlace } from "../place/use-place.ts";
import { DownloadLink } from "../shared-ui/download-link.tsx";
import { useCapabilities } from "../state/capabilities.ts";
import { isEverything } from "../state/select-items.ts";
import classes from "./hand-on.module.css";

/** The filters of results that a download can have, beside what the list shows. */
const CHOICES = {
  all: {},
  failed: { effective: "Invalid" },
  valid: { effective: "Valid" },
  error: { effective: "Error" },
  reviewed: { reviewed: "1" },
} as const;
type Choice = keyof typeof CHOICES | "shown";
type Filter = Readonly<Record<string, string>>;

interface Download {
  href: string;
  name: string;
  hint: string;
  /** Shown in a tab of its own, where it can be printed. */
  isPage?: boolean;
}

const downloadsOf = (id: BatchId, filter: Filter, keepsOriginals: boolean): Download[] => [
  {
    href: exportUrl(id, "report.html", filter),
    name: t("handOn.report"),
    hint: t("handOn.report.hint"),
    isPage: true,
  },
  { href: exportUrl(id, "report.xlsx", filter), name: t("handOn.workbook"), hint: t("handOn.workbook.hint") },
  { href: csvUrl(id, filter), name: t("handOn.csv"), hint: t("handOn.csv.hint") },
  {
    href: exportUrl(id, "images.zip", filter),
    name: t("handOn.images"),
    hint: t(keepsOriginals ? "handOn.images.originals" : "handOn.images.hint"),
  },
  { href: exportUrl(id, "results.jsonl", filter), name: t("handOn.lines"), hint: t("handOn.lines.hint") },
  {
    href: exportUrl(id, "dataset.zip", { ...filter, format: "yolo" }),
    name: t("handOn.yolo"),
    hint: t("handOn.yolo.hint"),
  },
  {
    href: exportUrl(id, "dataset.zip", { ...filter, format: "coco" }),
    name: t("handOn.coco"),
    hint: t("handOn.coco.hint"),
  },
];

export function Downloads({ id, status }: { id: BatchId; status: Status }) {
  const { query } = usePlace();
  const keepsOriginals = useCapabilities()?.keeps_originals ?? false;
  const shown = isEverything(query) ? undefined : exportFilterOf(query, status.status === "cancelled");
  const choices: Partial<Record<Choice, Filter>> = { ...(shown === undefined ? {} : { shown }), ...CHOICES };
  // Who filters the list and opens this dialog means what is shown.
  const [choice, setChoice] = useState<Choice>(shown === undefined ? "all" : "shown");
  return (
    <section aria-labelledby="downloads">
      <h3 id="downloads">{t("handOn.download")}</h3>
      <div className={classes["fields"]}>
        <NativeSelect
          label={t("handOn.which")}
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value as Choice)}
          data={(Object.keys(choices) as Choice[]).map((value) => ({ value, label: t(`handOn.which.${value}`) }))}
        />
      </div>
      <ul className={`${classes["list"]} ${classes["downloads"]}`}>
        {downloadsOf(id, choices[choice] ?? {}, keepsOriginals).map(({ href, name, hint, isPage = false }) => (
          <li key={name}>
            {isPage ? (
              <a href={href} target="_blank" rel="noopener">
                {name}
              </a>
            ) : (
              <DownloadLink href={href}>{name}</DownloadLink>
            )}
            <span className="quiet">{hint}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

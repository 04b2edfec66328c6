import type { BatchId } from "@symphony/contract";
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
    name: "Report to print",
    hint: "Totals and what failed, with pictures. Save it as PDF by printing.",
    isPage: true,
  },
  {
    href: exportUrl(id, "report.xlsx"),
    name: "Workbook (XLSX)",
    hint: "All results, with small pictures of failures.",
  },
  { href: csvUrl(id), name: "CSV", hint: "All results as text." },
  {
    href: exportUrl(id, "images.zip", { effective: "Invalid" }),
    name: "Invalid images (ZIP)",
    hint: "In their folders, to send them back.",
  },
  { href: exportUrl(id, "results.jsonl"), name: "JSON lines", hint: "All results for programs." },
  {
    href: exportUrl(id, "dataset.zip", { format: "yolo" }),
    name: "Dataset (YOLO)",
    hint: "Reviewed images with labels, to train a model.",
  },
  {
    href: exportUrl(id, "dataset.zip", { format: "coco" }),
    name: "Dataset (COCO)",
    hint: "The same in another format.",
  },
];

export function Downloads({ id }: { id: BatchId }) {
  return (
    <section aria-labelledby="downloads">
      <h3 id="downloads">Download</h3>
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

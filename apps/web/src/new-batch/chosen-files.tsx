import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { formatBytes } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import { totalBytes } from "../upload/pick-files.ts";
import classes from "./new-batch.module.css";

const COLLAPSED_MAX = 4;
/** A longer list would only be slow; the batch page lists all images. */
const EXPANDED_MAX = 200;

export function ChosenFiles() {
  const { draft } = useSession();
  const picks = useSignal(draft.picks);
  const [expanded, setExpanded] = useState(false);
  const shown = picks.picked.slice(0, expanded ? EXPANDED_MAX : COLLAPSED_MAX);
  const hidden = picks.picked.length - shown.length;
  return (
    <section aria-label={t("chosen.label")}>
      <div className={classes["between"]}>
        <p>
          <strong>{tn("count.file", picks.picked.length)}</strong>{" "}
          <span className="quiet">· {formatBytes(totalBytes(picks))}</span>
        </p>
        <Button variant="subtle" size="compact-sm" onClick={() => draft.clear("files")}>
          {t("chosen.clear")}
        </Button>
      </div>
      <ul className={classes["list"]}>
        {shown.map(({ name, size }) => (
          <li key={name}>
            <span className={classes["cut"]} title={name}>
              {name}
            </span>
            <span className="quiet numbers">{formatBytes(size)}</span>
            <CloseButton size="sm" aria-label={t("chosen.remove", { name })} onClick={() => draft.remove(name)} />
          </li>
        ))}
      </ul>
      {hidden > 0 &&
        (expanded ? (
          <p className="quiet">{tn("chosen.more", hidden)}</p>
        ) : (
          <Button variant="subtle" size="compact-sm" onClick={() => setExpanded(true)}>
            {tn("chosen.show", hidden)}
          </Button>
        ))}
    </section>
  );
}

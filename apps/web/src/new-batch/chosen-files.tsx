import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { countOf, formatBytes } from "../browser/format.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import { totalBytes } from "../upload/pick-files.ts";
import classes from "./new-batch.module.css";

const FIRST = 4;
/** More lines than this help nobody; the batch itself lists all. */
const SHOWN_MAX = 200;

export function PicksSummary() {
  const { draft } = useSession();
  const picks = useSignal(draft.picks);
  const [all, setAll] = useState(false);
  const shown = picks.picked.slice(0, all ? SHOWN_MAX : FIRST);
  const more = picks.picked.length - shown.length;
  return (
    <section aria-label="Chosen files">
      <div className={classes["between"]}>
        <p>
          <strong>{countOf(picks.picked.length, "file")}</strong>{" "}
          <span className="quiet">· {formatBytes(totalBytes(picks))}</span>
        </p>
        <Button variant="subtle" size="compact-sm" onClick={() => draft.clear("files")}>
          Clear all
        </Button>
      </div>
      <ul className={classes["list"]}>
        {shown.map(({ name, size }) => (
          <li key={name}>
            <span className={classes["cut"]} title={name}>
              {name}
            </span>
            <span className="quiet numbers">{formatBytes(size)}</span>
            <CloseButton size="sm" aria-label={`Remove ${name}`} onClick={() => draft.remove(name)} />
          </li>
        ))}
      </ul>
      {more > 0 &&
        (all ? (
          <p className="quiet">and {countOf(more, "file")} more</p>
        ) : (
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show {countOf(more, "more file", "more files")}
          </Button>
        ))}
    </section>
  );
}

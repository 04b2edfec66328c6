import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { decodeBatchAddress } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { recentBatches } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { compareAddress } from "../compare/compare-address.ts";
import { batchTitle } from "../shared-ui/labels.ts";
import classes from "./hand-on.module.css";

const OTHER = "";

/** Chooses the batch before, of those that this browser knows or by its link. */
export function ComparePicker({ id }: { id: BatchId }) {
  const recent = useSignal(recentBatches).filter((each) => each.id !== id);
  const [chosen, setChosen] = useState<string>(recent[0]?.id ?? OTHER);
  const [link, setLink] = useState("");
  const other = chosen === OTHER ? batchIn(link) : chosen;
  const canCompare = other !== undefined && other !== id;
  return (
    <section aria-labelledby="compare">
      <h3 id="compare">{t("compare.pick")}</h3>
      <div className={classes["fields"]}>
        <NativeSelect
          label={t("compare.batch")}
          value={chosen}
          data={[
            ...recent.map(({ id: value, title }) => ({ value, label: batchTitle(value, title) })),
            { value: OTHER, label: t("compare.byLink") },
          ]}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {chosen === OTHER && (
          <TextInput label={t("compare.link")} value={link} onChange={(event) => setLink(event.currentTarget.value)} />
        )}
        {canCompare ? (
          <Button component="a" href={compareAddress(id, other)} variant="default">
            {t("compare.start")}
          </Button>
        ) : (
          <Button variant="default" disabled>
            {t("compare.start")}
          </Button>
        )}
      </div>
    </section>
  );
}

/** The batch of an address of this page, or of an id alone. */
function batchIn(text: string): BatchId | undefined {
  const query = text.includes("?") ? text.slice(text.indexOf("?")) : `?batch=${text.trim()}`;
  return decodeBatchAddress(query);
}

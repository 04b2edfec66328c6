import { Button } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import { compareAddress } from "../browser/compare-address.ts";
import { BatchPicker } from "../shared-ui/batch-picker.tsx";
import classes from "./hand-on.module.css";

/** Chooses the batch before. */
export function ComparePicker({ id }: { id: BatchId }) {
  const [other, setOther] = useState<BatchId>();
  return (
    <section aria-labelledby="compare">
      <h3 id="compare">{t("compare.pick")}</h3>
      <div className={classes["fields"]}>
        <BatchPicker label={t("compare.batch")} except={id} onChange={setOther} />
        {other === undefined ? (
          <Button variant="default" disabled>
            {t("compare.start")}
          </Button>
        ) : (
          <Button component="a" href={compareAddress(id, other)} variant="default">
            {t("compare.start")}
          </Button>
        )}
      </div>
    </section>
  );
}

import { Button } from "@mantine/core";
import { t } from "../browser/language/text.ts";
import { isEverything } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import classes from "./results.module.css";

/** Shown instead of an empty list. */
export function NoImages({ query, onAll }: { query: ItemQuery; onAll(): void }) {
  const all = isEverything(query);
  return (
    <div className={`card ${classes["none"]}`}>
      <p>{t(all ? "results.noImages" : "results.noMatch")}</p>
      {!all && (
        <Button variant="default" size="xs" onClick={onAll}>
          {t("results.showAll")}
        </Button>
      )}
    </div>
  );
}

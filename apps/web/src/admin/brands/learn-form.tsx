import type { BatchId } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { learnFromReviews } from "../../api/brand-calls.ts";
import { t } from "../../browser/language/text.ts";
import { BatchAction } from "./batch-action.tsx";

/** Extends the artwork of a brand by marks that people saw in an earlier batch and the machine missed. */
export function LearnForm({ name, onChange }: { name: string; onChange(): void }) {
  const learn = useMutation({ mutationFn: (id: BatchId) => learnFromReviews(name, id), onSuccess: onChange });
  return (
    <section aria-label={t("learn.title", { name })} style={{ margin: "8px 0" }}>
      <BatchAction label={t("learn.start")} isPending={learn.isPending} onAct={learn.mutate} />
      <p className="quiet" style={{ margin: "4px 0" }}>
        {t("learn.hint")}
      </p>
      {learn.error !== null && <p role="alert">{learn.error.message}</p>}
    </section>
  );
}

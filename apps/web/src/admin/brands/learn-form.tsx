import { Button, Group } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { learnFromReviews } from "../../api/brand-calls.ts";
import { t } from "../../browser/language/text.ts";
import { BatchPicker } from "../../shared-ui/batch-picker.tsx";

/** Extends the artwork of a brand by marks that people saw in an earlier batch and the machine missed. */
export function LearnForm({ name, onChange }: { name: string; onChange(): void }) {
  const [batch, setBatch] = useState<BatchId>();
  const learn = useMutation({ mutationFn: (id: BatchId) => learnFromReviews(name, id), onSuccess: onChange });
  return (
    <section aria-label={t("learn.title", { name })} style={{ margin: "8px 0" }}>
      <Group gap="xs" align="end">
        <BatchPicker label={t("candidate.batch")} onChange={setBatch} />
        <Button
          size="xs"
          variant="default"
          disabled={batch === undefined}
          loading={learn.isPending}
          onClick={() => batch !== undefined && learn.mutate(batch)}
        >
          {t("learn.start")}
        </Button>
      </Group>
      <p className="quiet" style={{ margin: "4px 0" }}>
        {t("learn.hint")}
      </p>
      {learn.error !== null && <p role="alert">{learn.error.message}</p>}
    </section>
  );
}

import { Button, NativeSelect, SegmentedControl, Stack } from "@mantine/core";
import type { BatchId, BulkReviewRequest, Review } from "@symphony/contract";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { reviewMatching } from "../api/calls.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { PictureRow } from "../shared-ui/picture-row.tsx";
import { verdictLabel } from "../shared-ui/labels.ts";
import { useCapabilities } from "../state/capabilities.ts";
import type { Item, ResultsStore } from "../state/results-store.ts";
import { filterOf, FIRST_RULE, matchesOf } from "./bulk-rule.ts";
import type { Rule } from "./bulk-rule.ts";
import { RuleFields } from "./rule-fields.tsx";

interface Props {
  id: BatchId;
  store: ResultsStore;
  shown: readonly Item[];
  onClose(): void;
  /** @param sentence what was decided */
  onDone(sentence: string): void;
}

type Verdict = Review["verdict"];

/** Decides about many images at once, after showing which ones. */
export default function BulkDialog({ id, store, shown, onClose, onDone }: Props) {
  const [rule, setRule] = useState<Rule>(FIRST_RULE);
  const [verdict, setVerdict] = useState<Verdict>("Invalid");
  const [reason, setReason] = useState("");
  const reasons = useCapabilities()?.review_reasons ?? [];
  const request: BulkReviewRequest = {
    filter: filterOf(rule, shown),
    decision: { verdict, reason: reason === "" ? null : reason, note: null, by_rule: true },
    dry_run: false,
  };
  // Not with each key that is pressed in a field.
  const filter = useDeferredValue(JSON.stringify(request.filter));
  const preview = useQuery({
    queryKey: ["bulk-preview", id, filter],
    queryFn: ({ signal }) => reviewMatching(id, { ...request, dry_run: true }, signal),
    placeholderData: keepPreviousData,
    // What was decided since counts at once.
    staleTime: 0,
  });
  const pictures = useMemo(() => matchesOf(rule, rule.which === "shown" ? shown : store.items()), [rule, shown, store]);
  const apply = useMutation({
    mutationFn: () => reviewMatching(id, request),
    onSuccess({ changed }) {
      announceToScreenReader(tn("bulk.done", changed));
      onDone(tn("bulk.done", changed));
      onClose();
    },
  });
  const matched = preview.data?.matched ?? 0;
  const error = apply.error ?? preview.error;
  return (
    <Dialog onClose={onClose} title={t("bulk.title")}>
      <Stack>
        <RuleFields rule={rule} onRule={setRule} shown={shown.length} />
        <SegmentedControl
          aria-label={t("bulk.decision")}
          value={verdict}
          onChange={(value) => setVerdict(value as Verdict)}
          data={(["Valid", "Invalid"] as const).map((value) => ({ value, label: verdictLabel(value) }))}
        />
        <NativeSelect
          label={t("review.reason")}
          value={reason}
          data={[{ value: "", label: t("review.noReason") }, ...reasons]}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div role="status">
          <strong>
            {preview.data === undefined
              ? t("bulk.counting")
              : matched === 0
                ? t("bulk.none")
                : tn("bulk.preview", matched, { verdict: verdictLabel(verdict) })}
          </strong>
          <PictureRow id={id} items={pictures} />
        </div>
        {error !== null && (
          <span role="alert" style={{ color: "var(--error)" }}>
            {error.message}
          </span>
        )}
        <Button
          disabled={matched === 0 || preview.isPlaceholderData}
          loading={apply.isPending}
          onClick={() => apply.mutate()}
        >
          {tn("bulk.apply", matched)}
        </Button>
      </Stack>
    </Dialog>
  );
}

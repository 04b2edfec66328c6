import { Button, NativeSelect, Stack } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { formatShare } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { randomSample } from "./random-sample.ts";

interface Props {
  id: BatchId;
  total: number;
  onBegin(seqs: readonly number[], size: number): void;
  onClose(): void;
}

const SIZES = [20, 50, 100, 200, 500] as const;

/** The upper end of the 95 % interval when nothing is wrong: about 3 in n, and less where n is small. */
const bestBound = (size: number): number => 3.84 / (size + 3.84);

/** Asks how many images a spot check looks at. */
export default function SpotCheckDialog({ id, total, onBegin, onClose }: Props) {
  const sizes = SIZES.filter((size, index) => index === 0 || size <= total).map((size) => Math.min(size, total));
  const [size, setSize] = useState(sizes.find((each) => each >= 50) ?? sizes[0] ?? total);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => randomSample(id, size),
    onSuccess(seqs) {
      onClose();
      if (seqs.length > 0) onBegin(seqs, size);
    },
  });
  return (
    <Dialog onClose={onClose} title={t("spot.title")}>
      <Stack>
        <p style={{ margin: 0 }}>{t("spot.text")}</p>
        <NativeSelect
          label={t("spot.size")}
          value={size}
          data={sizes.map((each) => ({
            value: String(each),
            label: tn("spot.size", each, { margin: formatShare(bestBound(each)) }),
          }))}
          onChange={(event) => setSize(Number(event.currentTarget.value))}
        />
        {error !== null && (
          <span role="alert" style={{ color: "var(--error)" }}>
            {error.message}
          </span>
        )}
        <Button loading={isPending} onClick={() => mutate()}>
          {t("spot.begin")}
        </Button>
      </Stack>
    </Dialog>
  );
}

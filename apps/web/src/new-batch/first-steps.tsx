import { Button } from "@mantine/core";
import { IconPhotoSearch } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { t, tn } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import { readSamplePhotos, SAMPLE_COUNT } from "./sample-photos.ts";

/** Offers photos to try the page with, as long as none are chosen. */
export function FirstSteps() {
  const { draft } = useSession();
  const picked = useSignal(draft.picks).picked.length;
  const kind = useSignal(draft.kind);
  const { mutate, isPending, isError } = useMutation({
    mutationFn: readSamplePhotos,
    onSuccess: (photos) => draft.add(photos),
  });
  if (picked > 0 || kind === "urls") return null;
  return (
    <p style={{ margin: 0, textAlign: "center", fontSize: 14 }}>
      <span className="quiet">{t("first.noPhotos")}</span>{" "}
      <Button
        variant="subtle"
        size="compact-sm"
        loading={isPending}
        leftSection={<IconPhotoSearch size={16} aria-hidden />}
        onClick={() => mutate()}
      >
        {tn("first.samples", SAMPLE_COUNT)}
      </Button>
      {isError && (
        <span role="alert" style={{ color: "var(--error)" }}>
          {t("first.failed")}
        </span>
      )}
    </p>
  );
}

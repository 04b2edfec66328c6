import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { SkippedList } from "../shared-ui/skipped-list.tsx";
import { useCapabilities } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import type { Kind } from "../upload/draft.ts";
import { nameOf } from "../upload/order-names.ts";
import type { Source } from "../upload/send-batch.ts";
import { BrandChoice } from "./brand-choice.tsx";
import { ChosenFiles } from "./chosen-files.tsx";
import { DropArea } from "./drop-area.tsx";
import { EmailField } from "./email-field.tsx";
import classes from "./new-batch.module.css";
import { TitleFields } from "./title-fields.tsx";
import { UrlBox } from "./url-box.tsx";
import { usePaste } from "./use-paste.ts";
import { useSelection } from "./use-selection.ts";

/** Buttons outside of the form submit it by this id. */
export const FORM_ID = "new-batch";

/** Several files dropped at once are read out as one change. */
const SPOKEN_AFTER_MS = 400;

/** A host without a dot is one of the own network. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function NewBatchForm() {
  const { draft, upload } = useSession();
  const { source, count, skipped, tooLarge, ready } = useSelection();
  const canMail = useCapabilities()?.summary_mail ?? true;
  const [emailError, setEmailError] = useState<string>();
  usePaste(draft);
  useSpokenCount(source.kind, count, skipped.length);

  const start = (event: React.FormEvent): void => {
    event.preventDefault();
    const email = canMail ? draft.email.get().trim() : "";
    if (!ready) return;
    if (email !== "" && !EMAIL.test(email)) return setEmailError(t("form.noEmail"));
    const [title, supplier] = [draft.title.get().trim(), draft.supplier.get().trim()];
    void upload.start({
      source,
      email: email === "" ? undefined : email,
      // What is seen here as its title is what everybody else is shown.
      title: title === "" ? nameOf(source) : title,
      supplier,
      brands: draft.brands.get(),
      leftOut: skipped,
    });
  };

  return (
    <form id={FORM_ID} className={`card ${classes["form"]}`} onSubmit={start} noValidate aria-label={t("form.label")}>
      <SegmentedControl
        value={source.kind}
        onChange={(value) => draft.kind.set(value as Kind)}
        aria-label={t("form.what")}
        fullWidth
        data={[
          { value: "files", label: t("results.images") },
          { value: "urls", label: t("form.addresses") },
        ]}
      />
      <div className={classes["pane"]}>
        {source.kind === "files" ? <DropArea small={count > 0} /> : <UrlBox count={count} leftOut={skipped.length} />}
      </div>
      {source.kind === "files" && count > 0 && <ChosenFiles />}
      {skipped.length > 0 && <SkippedList count={skipped.length} items={skipped} />}
      {tooLarge !== undefined && (
        <p role="alert" className={classes["tooLarge"]}>
          {tooLarge}
        </p>
      )}
      <TitleFields />
      <BrandChoice />
      <div className={classes["send"]}>
        {canMail && <EmailField error={emailError} onType={() => setEmailError(undefined)} />}
        <Button type="submit" size="md" disabled={!ready} rightSection={<IconArrowRight size={18} aria-hidden />}>
          {count === 0 ? t("form.check") : checkLabel(source, count)}
        </Button>
      </div>
    </form>
  );
}

function checkLabel(source: Source, count: number): string {
  if (source.kind === "urls") return tn("form.checkAddresses", count);
  return tn(source.picked.some(({ kind }) => kind === "zip") ? "form.checkFiles" : "form.checkImages", count);
}

/** Dropping and pasting do not move the focus, so screen readers are told what changed; not when the form is shown again. */
function useSpokenCount(kind: Kind, count: number, skipped: number): void {
  const what = tn(kind === "files" ? "count.file" : "count.webAddress", count);
  const text = count + skipped === 0 ? "" : t(skipped > 0 ? "form.readySkipped" : "form.ready", { what, skipped });
  const spoken = useRef(text);
  useEffect(() => {
    if (text === spoken.current) return;
    const timer = setTimeout(() => {
      spoken.current = text;
      if (text !== "") announceToScreenReader(text);
    }, SPOKEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
}

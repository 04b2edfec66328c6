import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { announce } from "../browser/live-region.ts";
import { countOf } from "../browser/format.ts";
import { useCapabilities } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import type { Source } from "../upload/send-batch.ts";
import classes from "./new-batch.module.css";
import type { Kind } from "../upload/draft.ts";
import { DropArea } from "./drop-area.tsx";
import { EmailField } from "./email-field.tsx";
import { LeftOutList } from "../shared-ui/left-out-list.tsx";
import { PicksSummary } from "./chosen-files.tsx";
import { UrlBox } from "./url-box.tsx";
import { useChoice } from "./use-selection.ts";
import { usePaste } from "./use-paste.ts";

/** Buttons outside of the form send it by this id, too. */
export const FORM_ID = "new-batch";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function ComposeCard() {
  const { draft, upload } = useSession();
  const { source, count, leftOut, tooMuch, ready } = useChoice();
  const mails = useCapabilities()?.summary_mail ?? true;
  const [emailError, setEmailError] = useState<string>();
  usePaste(draft);
  useAnnouncedCount(source.kind, count, leftOut.length);

  const start = (event: React.FormEvent): void => {
    event.preventDefault();
    const email = mails ? draft.email.get().trim() : "";
    if (!ready) return;
    if (email !== "" && !EMAIL.test(email)) return setEmailError("This is not an e-mail address: name@example.com");
    void upload.start({ source, email: email === "" ? undefined : email });
  };

  return (
    <form id={FORM_ID} className={`card ${classes["compose"]}`} onSubmit={start} noValidate aria-label="New batch">
      <SegmentedControl
        value={source.kind}
        onChange={(value) => draft.kind.set(value as Kind)}
        aria-label="What to check"
        fullWidth
        data={[
          { value: "files", label: "Images" },
          { value: "urls", label: "Web addresses" },
        ]}
      />
      <div className={classes["pane"]}>
        {source.kind === "files" ? <DropArea small={count > 0} /> : <UrlBox count={count} />}
      </div>
      {source.kind === "files" && count > 0 && <PicksSummary />}
      {leftOut.length > 0 && <LeftOutList count={leftOut.length} items={leftOut} />}
      {tooMuch !== undefined && (
        <p role="alert" className={classes["tooMuch"]}>
          {tooMuch}
        </p>
      )}
      <div className={classes["send"]}>
        {mails && <EmailField error={emailError} onType={() => setEmailError(undefined)} />}
        <Button type="submit" size="md" disabled={!ready} rightSection={<IconArrowRight size={18} aria-hidden />}>
          {count === 0 ? "Check images" : `Check ${countLabel(source, count)}`}
        </Button>
      </div>
    </form>
  );
}

function countLabel(source: Source, count: number): string {
  if (source.kind === "urls") return countOf(count, "address", "addresses");
  return countOf(count, source.picked.some(({ kind }) => kind === "zip") ? "file" : "image");
}

/** Dropping and pasting happen without focus going anywhere, so what came of it is said; coming back to it is no news. */
function useAnnouncedCount(kind: Kind, count: number, leftOut: number): void {
  const what = kind === "files" ? countOf(count, "file") : countOf(count, "web address", "web addresses");
  const words = count + leftOut === 0 ? "" : `${what} ready${leftOut > 0 ? `, ${leftOut} left out` : ""}.`;
  const said = useRef(words);
  useEffect(() => {
    if (words === said.current) return;
    const timer = setTimeout(() => {
      said.current = words;
      if (words !== "") announce(words);
    }, 400);
    return () => clearTimeout(timer);
  }, [words]);
}

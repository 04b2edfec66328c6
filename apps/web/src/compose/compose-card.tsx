import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { announce } from "../browser/announce.ts";
import { countOf } from "../browser/format.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../page/use-session.ts";
import type { Source } from "../upload/send-batch.ts";
import { urlsFromText } from "../upload/url-list.ts";
import classes from "./compose.module.css";
import type { Kind } from "./draft.ts";
import { DropArea } from "./drop-area.tsx";
import { LeftOutList } from "./left-out-list.tsx";
import { PicksSummary } from "./picks-summary.tsx";
import { UrlBox } from "./url-box.tsx";
import { usePaste } from "./use-paste.ts";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function ComposeCard() {
  const { draft, upload } = useSession();
  const kind = useSignal(draft.kind);
  const picks = useSignal(draft.picks);
  const urlText = useSignal(draft.urlText);
  const urlLeftOut = useSignal(draft.urlLeftOut);
  const email = useSignal(draft.email);
  const busy = useSignal(upload.state).state === "busy";
  const [emailError, setEmailError] = useState<string>();
  const list = useMemo(() => urlsFromText(urlText), [urlText]);
  usePaste(draft);

  const leftOut = kind === "files" ? picks.leftOut : [...urlLeftOut, ...list.leftOut];
  const count = kind === "files" ? picks.picked.length : list.urls.length;
  useAnnouncedCount(kind, count, leftOut.length);

  const start = (event: React.FormEvent): void => {
    event.preventDefault();
    if (count === 0) return;
    if (email.trim() !== "" && !EMAIL.test(email.trim())) return setEmailError("This is not an e-mail address: name@example.com");
    const source: Source = kind === "files" ? { kind, picked: picks.picked } : { kind, urls: list.urls };
    void upload.start({ source, email: email.trim() === "" ? undefined : email.trim() });
  };

  return (
    <form className={`card ${classes["compose"]}`} onSubmit={start} noValidate aria-label="New batch">
      <SegmentedControl
        value={kind} onChange={(value) => draft.kind.set(value as Kind)} aria-label="What to check" fullWidth
        data={[{ value: "files", label: "Images" }, { value: "urls", label: "Web addresses" }]}
      />
      <div className={classes["pane"]}>{kind === "files" ? <DropArea small={picks.picked.length > 0} /> : <UrlBox count={list.urls.length} />}</div>
      {kind === "files" && picks.picked.length > 0 && <PicksSummary />}
      {leftOut.length > 0 && <LeftOutList count={leftOut.length} items={leftOut} />}
      <div className={classes["send"]}>
        <TextInput
          type="email" name="email" autoComplete="email" label="E-mail for the summary" description="Optional. Sent once, when the batch is finished." placeholder="name@example.com"
          value={email} error={emailError}
          onChange={(event) => {
            draft.email.set(event.currentTarget.value);
            setEmailError(undefined);
          }}
        />
        <Button type="submit" size="md" disabled={count === 0 || busy} rightSection={<IconArrowRight size={18} aria-hidden />}>
          {count === 0 ? "Check images" : `Check ${countLabel(kind, count, picks.picked.some((each) => each.kind === "zip"))}`}
        </Button>
      </div>
    </form>
  );
}

function countLabel(kind: Kind, count: number, zips: boolean): string {
  if (kind === "urls") return countOf(count, "address", "addresses");
  return countOf(count, zips ? "file" : "image");
}

/** Dropping and pasting happen without focus going anywhere, so what came of it is said. */
function useAnnouncedCount(kind: Kind, count: number, leftOut: number): void {
  useEffect(() => {
    if (count + leftOut === 0) return;
    const timer = setTimeout(() => {
      const what = kind === "files" ? countOf(count, "file") : countOf(count, "web address", "web addresses");
      announce(`${what} ready${leftOut > 0 ? `, ${leftOut} left out` : ""}.`);
    }, 400);
    return () => clearTimeout(timer);
  }, [kind, count, leftOut]);
}

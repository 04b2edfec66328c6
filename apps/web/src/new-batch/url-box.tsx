import { Textarea } from "@mantine/core";
import { t, tn } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./drop-area.module.css";
import { useDrop } from "./use-drop.ts";

export function UrlBox({ count, leftOut }: { count: number; leftOut: number }) {
  const { draft } = useSession();
  const text = useSignal(draft.urlText);
  const { rootProps, over } = useDrop(draft);
  return (
    <div {...rootProps} className={classes["urls"]} data-over={over}>
      <Textarea
        label={t("urls.label")}
        description={t("urls.text")}
        rows={9}
        spellCheck={false}
        autoComplete="off"
        placeholder={"https://shop.example/photos/cooler-1.jpg\nhttps://shop.example/photos/cooler-2.jpg"}
        value={text}
        onChange={(event) => draft.urlText.set(event.currentTarget.value)}
      />
      <p className={classes["fine"]}>
        {count === 0 ? t("urls.none") : tn("urls.found", count)}
        {leftOut > 0 && `, ${tn("skipped", leftOut)}`}.
      </p>
    </div>
  );
}

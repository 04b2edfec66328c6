import { Button } from "@mantine/core";
import { IconFolder, IconPhotoPlus } from "@tabler/icons-react";
import { useRef } from "react";
import { IMAGE_EXTENSIONS } from "@symphony/contract";
import { t, tn } from "../browser/language/text.ts";
import { formatBytes } from "../browser/format.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useLimits } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import { LIST_EXTENSIONS } from "../upload/lists/list-file.ts";
import classes from "./drop-area.module.css";
import { useDrop } from "./use-drop.ts";

const ACCEPT = [...IMAGE_EXTENSIONS.map((extension) => `.${extension}`), ".zip", ...LIST_EXTENSIONS].join(",");

/** An area to drop files on, and two buttons that do the same without a mouse. */
export function DropArea({ small }: { small: boolean }) {
  const { draft } = useSession();
  const { rootProps, over, processing } = useDrop(draft);
  const readingCount = useSignal(draft.reading);
  const { max_file_bytes, max_image_pixels, max_batch_items } = useLimits();
  const reading = processing || readingCount > 0;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const onChange = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const chosen = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    void draft.add(chosen.map((file) => ({ file, path: file.webkitRelativePath || file.name })));
  };
  return (
    <div {...rootProps} className={classes["area"]} data-over={over} data-small={small}>
      <IconPhotoPlus size={small ? 26 : 44} stroke={1.4} aria-hidden className={classes["icon"]} />
      <div className={classes["text"]}>
        <p className={classes["big"]}>
          {reading ? (
            t("drop.reading")
          ) : over ? (
            t("drop.letGo")
          ) : small ? (
            <>
              <span className={classes["mouse"]}>{t("drop.more")}</span>
              <span className={classes["touch"]}>{t("drop.add")}</span>
            </>
          ) : (
            <>
              <span className={classes["mouse"]}>{t("drop.here")}</span>
              <span className={classes["touch"]}>{t("drop.choose")}</span>
            </>
          )}
        </p>
        {!small && (
          <p className={classes["fine"]}>
            {tn("drop.limits", max_batch_items, {
              bytes: formatBytes(max_file_bytes),
              megapixels: Math.floor(max_image_pixels / 1e6),
            })}
          </p>
        )}
      </div>
      <div className={classes["buttons"]}>
        <Button
          variant={small ? "default" : "light"}
          leftSection={<IconPhotoPlus size={16} aria-hidden />}
          onClick={() => files.current?.click()}
        >
          {t("drop.files")}
        </Button>
        <Button
          variant={small ? "default" : "light"}
          leftSection={<IconFolder size={16} aria-hidden />}
          onClick={() => folder.current?.click()}
        >
          {t("drop.folder")}
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPT}
        onChange={onChange}
        data-testid="files-input"
        aria-label={t("drop.filesInput")}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        onChange={onChange}
        data-testid="folder-input"
        aria-label={t("facet.folder")}
        {...{ webkitdirectory: "" }}
      />
    </div>
  );
}

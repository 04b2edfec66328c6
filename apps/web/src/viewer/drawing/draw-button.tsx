import { Button } from "@mantine/core";
import { IconMarquee2 } from "@tabler/icons-react";
import { t } from "../../browser/language/text.ts";
import { keepFocus } from "../../review/decision-bar.tsx";
import classes from "./drawing.module.css";
import type { Drawing } from "./use-drawing.ts";

/** Begins to draw where the mark is, or leaves that. */
export function DrawButton({ drawing }: { drawing: Drawing }) {
  if (!drawing.isPossible) return null;
  return (
    <Button
      className={classes["button"]!}
      variant={drawing.isActive ? "filled" : "default"}
      aria-pressed={drawing.isActive}
      leftSection={<IconMarquee2 size={18} aria-hidden />}
      onMouseDown={keepFocus}
      onClick={drawing.toggle}
    >
      {t("draw.start")}
    </Button>
  );
}

/** How to draw, while that is possible. */
export function DrawingHint({ drawing }: { drawing: Drawing }) {
  return (
    <p className={`no-print ${classes["hint"]}`} role="status">
      {drawing.isActive && (
        <span>
          {t("draw.hint")} <span className={classes["keys"]}>{t("draw.keys")}</span>
        </span>
      )}
    </p>
  );
}

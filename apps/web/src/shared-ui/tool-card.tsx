import { CloseButton, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../browser/language/text.ts";
import classes from "./tool-card.module.css";

interface Props {
  /** Of the heading, which names the card. */
  id: string;
  title: string;
  onClose(): void;
  children: ReactNode;
}

/** A tool that opens above the results. */
export function ToolCard({ id, title, onClose, children }: Props) {
  return (
    <section className={`card ${classes["card"]}`} aria-labelledby={id}>
      <div className={classes["top"]}>
        <Title order={3} fz={17} id={id}>
          {title}
        </Title>
        <CloseButton aria-label={t("close")} onClick={onClose} />
      </div>
      {children}
    </section>
  );
}

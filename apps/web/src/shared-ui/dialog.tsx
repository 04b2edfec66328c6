import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../browser/language/text.ts";
import classes from "./dialog.module.css";

interface Props {
  title: string;
  size?: "md" | "lg";
  onClose(): void;
  children: ReactNode;
}

/** A dialog with a title. Mantine's own header would be a second banner of the page. */
export function Dialog({ title, size = "md", onClose, children }: Props) {
  return (
    <Modal.Root opened onClose={onClose} size={size} centered>
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes["head"]}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("close")} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

import { CloseButton, Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "../browser/language/text.ts";
import classes from "./dialog.module.css";

interface Props {
  title: string;
  fullScreen?: boolean;
  onClose(): void;
  onKeyDown?(event: React.KeyboardEvent): void;
  children: React.ReactNode;
}

/** A dialog with its title; the focus goes back to what opened it. The library's own head is a `<header>`, of which a page has one. */
export function Dialog({ title, fullScreen = false, onClose, onKeyDown, children }: Props) {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    },
    [opener],
  );
  return (
    <Modal.Root
      opened
      // The library does so only when it saw the dialog open.
      returnFocus={false}
      onClose={onClose}
      size="lg"
      fullScreen={fullScreen}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className={classes["head"]}>
            <h2>{title}</h2>
            <CloseButton size="lg" aria-label={t("close")} onClick={onClose} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { BATCH_NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from "@symphony/contract";
import type { BatchRecord, EditBatchRequest } from "@symphony/contract";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import classes from "./record.module.css";

interface Props {
  record: BatchRecord;
  loading: boolean;
  onSave(change: EditBatchRequest): void;
  onDismiss(): void;
}

export function RecordForm({ record, loading, onSave, onDismiss }: Props) {
  // The record changes under an open form when somebody else saves; what counts is what was changed here.
  const [base] = useState(record);
  const [title, setTitle] = useState(record.title ?? "");
  const [supplier, setSupplier] = useState(record.supplier ?? "");
  const [note, setNote] = useState(record.note ?? "");
  const save = (event: React.FormEvent): void => {
    event.preventDefault();
    // What somebody else changed meanwhile stays, and the audit log names what was changed here.
    const fields = Object.entries({ title, supplier, note } as const);
    const changed = fields.filter(([key, value]) => value !== (base[key as keyof typeof base] ?? ""));
    if (changed.length === 0) onDismiss();
    else onSave(Object.fromEntries(changed));
  };
  return (
    <form onSubmit={save} className={classes["form"]} aria-label={t("record.editLabel")}>
      <TextInput
        label={t("record.title")}
        data-autofocus
        autoFocus
        maxLength={TITLE_MAX_LENGTH}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label={t("record.supplier")}
        maxLength={TITLE_MAX_LENGTH}
        value={supplier}
        onChange={(event) => setSupplier(event.currentTarget.value)}
      />
      <Textarea
        label={t("record.note")}
        className={classes["wide"]}
        maxLength={BATCH_NOTE_MAX_LENGTH}
        rows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group gap="xs" className={classes["wide"]}>
        <Button type="submit" size="xs" loading={loading}>
          {t("record.save")}
        </Button>
        <Button size="xs" variant="default" onClick={onDismiss}>
          {t("record.discard")}
        </Button>
      </Group>
    </form>
  );
}

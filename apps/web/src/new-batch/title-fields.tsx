import { TextInput } from "@mantine/core";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./new-batch.module.css";

const MAX_LENGTH = 200;

/** By these a batch is found again. */
export function TitleFields() {
  const { draft } = useSession();
  return (
    <div className={classes["titles"]}>
      <TextInput
        label="Title"
        placeholder="Optional"
        maxLength={MAX_LENGTH}
        value={useSignal(draft.title)}
        onChange={(event) => draft.title.set(event.currentTarget.value)}
      />
      <TextInput
        label="Supplier"
        placeholder="Optional"
        maxLength={MAX_LENGTH}
        value={useSignal(draft.supplier)}
        onChange={(event) => draft.supplier.set(event.currentTarget.value)}
      />
    </div>
  );
}

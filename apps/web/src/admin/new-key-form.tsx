import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import "@mantine/core/styles/Checkbox.css";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { makeKey } from "../api/record-calls.ts";
import type { Scope } from "@symphony/contract";

const SCOPES: ReadonlyArray<[Scope, string]> = [
  ["submit", "Submit and control batches"],
  ["read", "Read results"],
  ["review", "Decide about images"],
  ["admin", "Administer"],
];

export function NewKeyForm({ isFirst, onMade }: { isFirst: boolean; onMade(): void }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["submit", "read"]);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => makeKey(name.trim(), scopes as Scope[]),
    onSuccess() {
      setName("");
      onMade();
    },
  });
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} aria-label="New API key">
      {isFirst && (
        <Alert color="yellow" variant="outline" mb="sm">
          With the first key everybody needs one, people on the page too; there is no way back.
        </Alert>
      )}
      <TextInput
        label="Name"
        description="It is recorded as the author of what is done with the key."
        maw={420}
        mb="sm"
        value={name}
        error={error?.message}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label="Scopes" value={scopes} onChange={setScopes} mb="sm">
        <Group mt={6}>
          {SCOPES.map(([scope, label]) => (
            <Checkbox key={scope} value={scope} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      <Button type="submit" size="xs" mb="sm" loading={isPending} disabled={name.trim() === "" || scopes.length === 0}>
        Make the key
      </Button>
      {data !== undefined && (
        <Alert color="gray" variant="outline" mb="sm" role="status">
          This is the key of {data.name}. Copy it now, it is shown this once: <code>{data.key}</code>
        </Alert>
      )}
    </form>
  );
}

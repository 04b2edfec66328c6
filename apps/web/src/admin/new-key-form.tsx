import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import "@mantine/core/styles/Checkbox.css";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { makeKey } from "../api/record-calls.ts";
import type { Scope } from "@symphony/contract";
import { t } from "../browser/language/text.ts";

const SCOPES = ["submit", "read", "review", "admin"] as const;

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
    <form onSubmit={submit} aria-label={t("newKey.label")}>
      {isFirst && (
        <Alert color="yellow" variant="outline" mb="sm">
          {t("newKey.first")}
        </Alert>
      )}
      <TextInput
        label={t("column.name")}
        description={t("newKey.text")}
        maw={420}
        mb="sm"
        value={name}
        error={error?.message}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label={t("keysTable.scopes")} value={scopes} onChange={setScopes} mb="sm">
        <Group mt={6}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Button type="submit" size="xs" mb="sm" loading={isPending} disabled={name.trim() === "" || scopes.length === 0}>
        {t("newKey.make")}
      </Button>
      {data !== undefined && (
        <Alert color="gray" variant="outline" mb="sm" role="status">
          {t("newKey.made", { name: data.name })} <code>{data.key}</code>
        </Alert>
      )}
    </form>
  );
}

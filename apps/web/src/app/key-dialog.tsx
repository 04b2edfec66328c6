import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKey, saveApiKey, keyRequired } from "../api/api-key.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { t } from "../browser/language/text.ts";
import "@mantine/core/styles/PasswordInput.css";

/** Opens when the server answers 401; the key is stored in this browser. */
export default function KeyDialog() {
  const [key, setKey] = useState("");
  const queries = useQueryClient();
  const refused = apiKey.get() !== undefined;
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    if (key.trim() === "") return;
    saveApiKey(key.trim());
    void queries.resetQueries();
  };
  return (
    <Dialog onClose={() => keyRequired.set(false)} title={t("key.title")}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t("key.text")}</Text>
          <PasswordInput
            label={t("key.label")}
            data-autofocus
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={refused ? t("key.refused") : undefined}
          />
          <Button type="submit" disabled={key.trim() === ""}>
            {t("key.use")}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}

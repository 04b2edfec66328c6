import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKey, keepApiKey, keyWanted } from "../api/api-key.ts";
import "@mantine/core/styles/PasswordInput.css";

/** Asked when the server answers 401; the key stays in this browser. */
export default function KeyDialog() {
  const [key, setKey] = useState("");
  const queries = useQueryClient();
  const refused = apiKey.get() !== undefined;
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    if (key.trim() === "") return;
    keepApiKey(key.trim());
    void queries.resetQueries();
  };
  return (
    <Modal
      opened
      onClose={() => keyWanted.set(false)}
      title="An API key is needed"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            This server only works with a key. Whoever runs it can give you one; it is kept in this browser.
          </Text>
          <PasswordInput
            label="API key"
            data-autofocus
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={refused ? "The server did not accept the key it got last." : undefined}
          />
          <Button type="submit" disabled={key.trim() === ""}>
            Use this key
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

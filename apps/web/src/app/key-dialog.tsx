import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKey, saveApiKey, keyRequired } from "../api/api-key.ts";
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
    <Modal
      opened
      onClose={() => keyRequired.set(false)}
      title="An API key is needed"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            This server requires an API key. Its operator can give you one; it is stored in this browser.
          </Text>
          <PasswordInput
            label="API key"
            data-autofocus
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={refused ? "The server did not accept the last key." : undefined}
          />
          <Button type="submit" disabled={key.trim() === ""}>
            Use this key
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

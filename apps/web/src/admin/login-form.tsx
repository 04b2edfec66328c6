import { Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import { logIn } from "../api/calls.ts";

export function LoginForm({ onDone }: { onDone(): void }) {
  const [username, setUsername] = useState("admin");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string>();
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    logIn(username, password).then(onDone, (reason: Error) => setError(reason.message));
  };
  return (
    <form onSubmit={submit} aria-labelledby="log-in">
      <Stack maw={360} mx="auto" mt="xl">
        <Title order={1} fz={22} id="log-in">
          {t("footer.admin")}
        </Title>
        <TextInput
          label={t("column.name")}
          autoComplete="username"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("admin.password")}
          autoComplete="current-password"
          value={password}
          error={error}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" disabled={password === ""}>
          {t("admin.logIn")}
        </Button>
      </Stack>
    </form>
  );
}

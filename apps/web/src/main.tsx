import "./app/mantine-styles.ts";
import "./app/page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/api-error.ts";
import { App } from "./app/app.tsx";
import { theme, themeVariables } from "./app/theme.ts";
import { followLocation } from "./browser/address.ts";
import { showLanguage, wantedLanguage } from "./browser/language/language.ts";
import { createSession } from "./state/session.ts";
import { SessionContext } from "./state/use-session.ts";

const RETRIES_MAX = 3;

/** Another attempt makes sense after a network or server error, not after a refused request. */
const isTemporary = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

const queryClient = new QueryClient({
  defaultOptions: {
    // The server may run on this machine: it can be reachable although the browser says "offline".
    queries: {
      networkMode: "always",
      retry: (failed, error) => failed < RETRIES_MAX && isTemporary(error),
      staleTime: 1_000,
    },
    mutations: { networkMode: "always" },
  },
});

followLocation();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
await showLanguage(wantedLanguage());
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <SessionContext value={createSession(queryClient)}>
          <App />
        </SessionContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

import "./app/mantine-styles.ts";
import "./app/page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/api-error.ts";
import { followAddress } from "./browser/address.ts";
import { App } from "./app/app.tsx";
import { createSession } from "./state/session.ts";
import { SessionContext } from "./state/use-session.ts";
import { theme } from "./app/theme.ts";

const RETRIES_MAX = 3;

/** Refusals are answers; only what did not arrive is worth another try. */
const mayPass = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

const queryClient = new QueryClient({
  defaultOptions: {
    // The server may be on this machine or network: being "offline" says nothing about reaching it.
    queries: {
      networkMode: "always",
      retry: (failed, error) => failed < RETRIES_MAX && mayPass(error),
      staleTime: 1_000,
    },
    mutations: { networkMode: "always" },
  },
});

followAddress();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <SessionContext value={createSession(queryClient)}>
          <App />
        </SessionContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the API answers while the page is served by vite itself. */
const DEV_API = "http://localhost:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // The server's policy allows no inline script and no data: style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": DEV_API, "/check-logo": DEV_API, "/ws": { target: DEV_API, ws: true } },
  },
});

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The API behind Vite's development server. */
const DEV_API = "http://localhost:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // The server's content security policy allows no inline scripts and no data: URLs in styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": DEV_API, "/check-logo": DEV_API, "/ws": { target: DEV_API, ws: true } },
  },
});

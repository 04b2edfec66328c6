import { createTheme } from "@mantine/core";

/** Shade 9 of Mantine's cyan is the lightest with enough contrast for white text (WCAG AA). */
export const theme = createTheme({
  primaryColor: "cyan",
  primaryShade: { light: 9, dark: 9 },
  defaultRadius: "md",
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  cursorType: "pointer",
});

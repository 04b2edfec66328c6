import { createTheme } from "@mantine/core";
import type { CSSVariablesResolver } from "@mantine/core";

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

/** Below the pointer Mantine takes shade 8, on which white text has too little contrast: darker instead of lighter. */
const HOVER = "#095c6b";
const hover = { "--mantine-color-cyan-filled-hover": HOVER, "--mantine-primary-color-filled-hover": HOVER };

export const themeVariables: CSSVariablesResolver = () => ({ variables: {}, light: hover, dark: hover });

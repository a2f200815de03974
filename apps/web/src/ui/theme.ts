import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent: a deep teal. */
const teal: MantineColorsTuple = [
  "#effcf9",
  "#d5f5ee",
  "#aeeadd",
  "#7fdac9",
  "#4fc4b0",
  "#2aa897",
  "#138073",
  "#0f6f66",
  "#0d5852",
  "#0b4843",
];

export const theme = createTheme({
  colors: { pixpress: teal },
  primaryColor: "pixpress",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  fontFamily: "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: { fontWeight: "680" },
});

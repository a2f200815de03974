import type { CSSVariablesResolver } from "@mantine/core";

/** Mantine's own colours where the page wants calmer ones, or more contrast than its defaults have. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f6f8f8",
    "--mantine-color-text": "#16201f",
    "--mantine-color-dimmed": "#586461",
    "--mantine-color-placeholder": "#6d7976",
  },
  dark: {
    "--mantine-color-body": "#131616",
    "--mantine-color-text": "#e4eae8",
    "--mantine-color-dimmed": "#a0acaa",
    "--mantine-color-placeholder": "#8a9694",
    "--mantine-color-default": "#232828",
    "--mantine-color-default-border": "#39413f",
    "--mantine-color-pixpress-light": "rgb(79 196 176 / 16%)",
    "--mantine-color-pixpress-light-hover": "rgb(79 196 176 / 24%)",
    "--mantine-color-pixpress-light-color": "#7fdac9",
  },
});

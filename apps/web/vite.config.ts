import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoad } from "./vite/first-load.ts";

const api = `http://${process.env["API_HOST"] || "127.0.0.1"}:${process.env["PORT"] || 3003}`;
const prefixes = [
  "/images",
  "/tasks",
  "/notification",
  "/trpc",
  "/files",
  "/session",
  "/health",
  "/metrics",
  "/docs",
  "/openapi.json",
  "/meta",
];

export default defineConfig(({ command }) => {
  // A NODE_ENV from outside would build React's slow and heavy development edition.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    plugins: [react(), firstLoad(200_000)],
    server: {
      port: Number(process.env["CLIENT_PORT"] || 5005),
      strictPort: true,
      // The host stays the page's, so that the addresses the server gives out lead back through this proxy.
      proxy: Object.fromEntries(prefixes.map((prefix) => [prefix, { target: api, changeOrigin: false }])),
    },
    build: { target: "es2023", sourcemap: process.env["DEV"] === "true", chunkSizeWarningLimit: 700 },
    test: {
      name: "web",
      environment: "jsdom",
      setupFiles: ["test/jsdom.ts"],
      include: ["test/**/*.test.{ts,tsx}"],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 45_000 } },
    },
  };
});

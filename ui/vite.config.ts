// Builds `dist`, which the server embeds. With `--mode mock` the dev and preview servers answer
// `/api/v1` themselves from made-up data (`mock/`); otherwise they pass it on to MINGJING_API.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** What the server sends too; the preview sends it so that journeys run under it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export default defineConfig(async ({ mode }) => {
  const server = process.env.MINGJING_API ?? "http://127.0.0.1:8080";
  const proxy = { "/api": server, "/sdk": server };
  const mock = mode === "mock";
  const plugins = mock ? [(await import("./mock/plugin.ts")).mockApi()] : [];
  return {
    plugins: [react(), ...plugins],
    server: { host: "127.0.0.1", ...(mock ? {} : { proxy }) },
    preview: {
      host: "127.0.0.1",
      headers: { "Content-Security-Policy": CONTENT_SECURITY_POLICY },
      ...(mock ? {} : { proxy }),
    },
    build: { target: "es2022", manifest: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  };
});

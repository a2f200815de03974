/** Who may import whom: the table of docs/architecture.md, read by the linter and by its own test. Nothing runs back up. */
export const zones = {
  "packages/contracts": [],
  "packages/storage": [],
  "packages/ssimulacra2": [],
  "packages/db": ["contracts"],
  "packages/messaging": ["contracts"],
  "packages/telemetry": ["contracts", "messaging"],
  "packages/engine": ["contracts", "ssimulacra2"],
  "apps/server": ["contracts", "db", "storage", "messaging", "telemetry"],
  "apps/worker": ["contracts", "storage", "messaging", "engine", "telemetry"],
  "apps/standalone": ["contracts", "server", "worker", "db", "storage", "messaging", "telemetry"],
  "apps/web": ["contracts"],
  "apps/doctor": ["contracts", "db", "storage", "messaging"],
} as const satisfies Record<string, readonly string[]>;

/** One room for each outside library: only these files may import it. */
export const rooms = {
  mongoose: "packages/db/src/{mongo*,mongo/**}",
  "node:sqlite": "packages/db/src/{sqlite*,sqlite/**,folder-lock*}",
  bullmq: "packages/messaging/src/{redis*,redis/**}",
  ioredis: "packages/messaging/src/{redis*,redis/**}",
  sharp: "packages/engine/src/**",
  cloudinary: "packages/storage/src/{cloudinary*,cloudinary/**}",
  "prom-client": "packages/telemetry/src/**",
  "@opentelemetry/api": "packages/telemetry/src/**",
  "@opentelemetry/core": "packages/telemetry/src/**",
  "@opentelemetry/sdk-trace": "packages/telemetry/src/**",
  fastify: "apps/server/src/http/**",
} as const satisfies Record<string, string>;

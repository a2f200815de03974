# Three images from one file: `docker build --target server|worker|web .`. The processes run as source, so only the page is built.

FROM node:26-bookworm-slim AS workspace
WORKDIR /app
RUN npm install --global pnpm@10.34.9
# An empty folder to be handed over: the process that writes to it is not root.
RUN mkdir -p /app/data
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/db/package.json packages/db/
COPY packages/messaging/package.json packages/messaging/
COPY packages/storage/package.json packages/storage/
COPY packages/telemetry/package.json packages/telemetry/
COPY apps/doctor/package.json apps/doctor/

FROM workspace AS server-tree
COPY apps/server/package.json apps/server/
# The images have their Node already; the one among the packages is for machines without.
RUN pnpm install --prod --frozen-lockfile --filter '@pixpress/server...' --filter '@pixpress/doctor...' \
 && rm -rf node_modules/node-linux-* node_modules/.pnpm/node-linux-*
COPY packages/contracts packages/contracts
COPY packages/db packages/db
COPY packages/messaging packages/messaging
COPY packages/storage packages/storage
COPY packages/telemetry packages/telemetry
COPY apps/doctor apps/doctor
COPY apps/server apps/server

FROM workspace AS worker-tree
COPY packages/engine/package.json packages/engine/
COPY packages/ssimulacra2/package.json packages/ssimulacra2/
COPY apps/worker/package.json apps/worker/
RUN pnpm install --prod --frozen-lockfile --filter '@pixpress/worker...' --filter '@pixpress/doctor...' \
 && rm -rf node_modules/node-linux-* node_modules/.pnpm/node-linux-*
COPY packages/contracts packages/contracts
COPY packages/db packages/db
COPY packages/messaging packages/messaging
COPY packages/storage packages/storage
COPY packages/telemetry packages/telemetry
COPY packages/engine packages/engine
COPY packages/ssimulacra2 packages/ssimulacra2
COPY apps/doctor apps/doctor
COPY apps/worker apps/worker
COPY deploy/docker/worker-health.mjs deploy/docker/

FROM workspace AS page
COPY apps/web/package.json apps/web/
RUN pnpm install --frozen-lockfile --filter '@pixpress/web...'
COPY tsconfig.base.json ./
COPY packages/contracts packages/contracts
COPY apps/web apps/web
RUN cd apps/web && node node_modules/vite/bin/vite.js build --logLevel warn

# What both processes run in: an init that reaps and passes signals on, a folder of their own, and nobody's rights.
FROM node:26-bookworm-slim AS process
RUN apt-get update && apt-get install -y --no-install-recommends tini libjemalloc2 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=workspace --chown=1000:1000 /app/data /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3003 DATA_DIR=/data
USER 1000:1000
ENTRYPOINT ["tini", "--"]

FROM process AS server
COPY --from=server-tree /app /app
EXPOSE 3003
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/server/src/main.ts"]

FROM process AS worker
# By name, not by path: the loader finds it on every architecture. The worker hands it on to the engine's processes.
ENV LD_PRELOAD=libjemalloc.so.2
COPY --from=worker-tree /app /app
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/docker/worker-health.mjs"]
CMD ["node", "apps/worker/src/main.ts"]

FROM nginx:1.28-bookworm AS web
COPY deploy/nginx/nginx.conf deploy/nginx/page-headers.conf /etc/nginx/
COPY deploy/nginx/16-pixpress.envsh /docker-entrypoint.d/
COPY deploy/nginx/templates/site.conf.template /etc/nginx/templates/
COPY --from=page /app/apps/web/dist /usr/share/nginx/html
# The image's own entrypoint fills in the template; only /tmp is written to.
ENV NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1 NGINX_ENVSUBST_OUTPUT_DIR=/tmp/nginx LISTEN_PORT=8080 API_HOST=server API_PORT=3003
USER 101:101
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --retries=3 CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/"]

# The product without its embedded database: it wants DATABASE_URL (docker-compose.yml gives one).
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN node scripts/install.mjs
COPY tsconfig.json nest-cli.json .swcrc ./
COPY src src
COPY templates templates
RUN node scripts/build.mjs && npm prune --omit=dev --omit=optional

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/templates templates
COPY migrations migrations
COPY docs/openapi.yaml docs/openapi-recovery.yaml docs/
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process and gets SIGTERM: no shell and no npm in between.
CMD ["node", "--max-old-space-size=1536", "--enable-source-maps", "dist/main.js"]

# One image for each process: pnpm images, or docker build --build-arg APP=api|gateway|worker .
FROM node:22-bookworm-slim AS build
WORKDIR /src
ENV CI=true ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global "$(node -p 'require("./package.json").packageManager')" && pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile && node tools/build.mjs
# Each app with its runtime dependencies; of onnxruntime only the libraries for this platform.
RUN for app in api gateway worker; do \
      pnpm --filter "@symphony/$app" --prod --legacy deploy --offline "/out/$app" && cp -rT "apps/$app/dist" "/out/$app/dist" || exit 1; \
      cp LICENSE THIRD-PARTY-LICENCES.md "/out/$app/" && rm -rf "/out/$app/src" "/out/$app/fixtures"; \
    done \
    && cp -r apps/web/dist /out/api/web \
    && mkdir /out/worker/models && cp models/cascade.json /out/worker/models/ && find models -maxdepth 1 \( -name '*.onnx' -o -name '*.txt' \) -exec cp {} /out/worker/models/ \; \
    # Other models may be mounted in its place: the reader of added brands is found beside the code.
    && mkdir /out/worker/dist/models && cp models/wordmark-reader.onnx models/wordmark-reader.txt /out/worker/dist/models/ \
    && find /out -path '*/onnxruntime-node/bin/napi-v*/*' -prune ! -name linux -exec rm -rf {} + \
    && find /out -path '*/onnxruntime-node/bin/napi-v*/linux/*' -prune ! -name "$(node -p process.arch)" -exec rm -rf {} + \
    && mkdir /out/exports

FROM node:22-bookworm-slim
ARG APP
ENV NODE_ENV=production EXPORTS_DIR=/exports WEB_DIR=/app/web MODELS_DIR=/app/models HEALTH_FILE=/tmp/healthy
WORKDIR /app
# The user `node`, by its numbers: Kubernetes cannot tell from a name that it is not root.
COPY --from=build --chown=1000:1000 /out/exports /exports
COPY --from=build /out/${APP} ./
USER 1000:1000
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "--initial-old-space-size=64", "dist/main.js"]
# Last, because they change with each build.
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="symphony-${APP}" \
      org.opencontainers.image.description="Checks thousands of product photos for a brand's logo" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"

# The command in an image: docker build -t kmcl-conformance . && docker run --rm kmcl-conformance run --target reference
# A target of yours is mounted: docker run --rm -v "$PWD:/home/node" kmcl-conformance run --target native:./channel.so
FROM node:24-bookworm-slim AS build
WORKDIR /suite
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && npm run build && npm pack --ignore-scripts --pack-destination /packed

FROM node:24-bookworm-slim
# The lock file holds what the package depends on to the versions that were tested.
WORKDIR /suite
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund && npm cache clean --force
RUN --mount=from=build,source=/packed,target=/packed tar -xzf /packed/*.tgz --strip-components=1
RUN ln -s /suite/dist/targets/main.js /usr/local/bin/kmcl-conformance
USER node
# What a run writes without a folder of yours is written here.
WORKDIR /home/node
ENTRYPOINT ["kmcl-conformance"]

# One static binary in an empty image. Build: `docker build -t mcpcheck .`; use: `docker run --rm -v "$PWD:/src" mcpcheck`
FROM rust:1.95-alpine3.22 AS build
RUN apk add --no-cache musl-dev=~1.2
WORKDIR /build
COPY . .
# The target of this image is musl, and linked statically.
RUN cargo build --profile dist --locked --bin mcpcheck

FROM scratch
COPY --from=build /build/target/dist/mcpcheck /usr/local/bin/mcpcheck
COPY --from=build /build/LICENSE-MIT /build/LICENSE-APACHE /usr/share/licenses/mcpcheck/
# Nobody: findings need no right to write. For `mcpcheck fix`, say `--user "$(id -u):$(id -g)"`.
USER 65532:65532
# A container's home is nobody's.
ENV CI=1
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/mcpcheck"]

#!/usr/bin/env bash
# Prints the target whose release archive runs on this runner, from RUNNER_OS and RUNNER_ARCH.
# Linux gets the static build: it needs no particular C library.
set -euo pipefail

case "${RUNNER_OS:-}/${RUNNER_ARCH:-}" in
    Linux/X64) echo x86_64-unknown-linux-musl ;;
    Linux/ARM64) echo aarch64-unknown-linux-musl ;;
    macOS/X64) echo x86_64-apple-darwin ;;
    macOS/ARM64) echo aarch64-apple-darwin ;;
    Windows/X64 | Windows/ARM64) echo x86_64-pc-windows-msvc ;; # Windows on ARM runs it too
    *)
        echo "::error::mcpcheck has no release for this runner (${RUNNER_OS:-?}, ${RUNNER_ARCH:-?})" >&2
        exit 2
        ;;
esac

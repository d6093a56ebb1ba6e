#!/usr/bin/env bash
# Runs mcpcheck once for all its readers: the log, annotations, the job's summary, and SARIF where it is asked for.
#   PATHS, ARGS    one a line; nothing in them is expanded
#   FAIL_ON        error, warning, info, or nothing for mcpcheck's own default
#   ANNOTATIONS, SUMMARY   `true` or `false`
#   SARIF          a file to write, or nothing
set -euo pipefail

# Bash 3.2, which macOS has, knows no `mapfile`, and takes an empty array for an unset variable.
arguments=(check)
lines() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        [ -z "$line" ] || arguments+=("$line")
    done <<< "$1"
}

[ -z "${FAIL_ON:-}" ] || arguments+=("--fail-on=$FAIL_ON")
arguments+=(--format text)
[ "${ANNOTATIONS:-true}" != true ] || arguments+=(--format github)
# A summary is shown up to a mebibyte for each step (GitHub's documentation, 2026-11), so it is looked at before it is added.
summary=
if [ "${SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    summary=$(mktemp "$RUNNER_TEMP/mcpcheck-summary.XXXXXX")
    arguments+=(--format markdown --output "$summary")
fi
[ -z "${SARIF:-}" ] || arguments+=(--format sarif --output "$SARIF")
lines "${ARGS:-}"
# What begins with a dash is a path here.
arguments+=(--)
lines "${PATHS:-}"

code=0
mcpcheck "${arguments[@]}" || code=$?

if [ -n "$summary" ] && [ -s "$summary" ]; then
    if [ "$(wc -c < "$summary")" -lt 1000000 ]; then
        cat "$summary" >> "$GITHUB_STEP_SUMMARY"
    else
        echo "mcpcheck: the report is too long for a summary; see the log." >> "$GITHUB_STEP_SUMMARY"
    fi
fi
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"

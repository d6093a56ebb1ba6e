#!/usr/bin/env bash
# Fetches a release of mcpcheck, checks its SHA-256, unpacks it into RUNNER_TEMP and puts it on the path.
#   VERSION   `latest`, or a version with or without the `v` of its tag; without it that of ACTION_REF, else the latest
#   ACTION_REF  the ref that the action was asked for by; only a tag of a release counts
#   BASE_URL  where the releases are: `BASE_URL/download/TAG/FILE` and `BASE_URL/latest/download/FILE`
set -euo pipefail

fail() {
    echo "::error::$1" >&2
    exit 2
}

version=${VERSION:-}
if [ -z "$version" ]; then
    version=latest
    [[ ! ${ACTION_REF:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]] || version=$ACTION_REF
fi
base=${BASE_URL:-}
[ -n "$base" ] || fail "mcpcheck: no address to fetch releases from: set \`releases-url\`"
# It becomes part of an address and of a message.
[[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+-]*$ ]] || fail "mcpcheck: \`version\` is no version"
if [ "$version" = latest ]; then
    from=$base/latest/download
else
    from=$base/download/v${version#v}
fi

target=$(bash "$(dirname "${BASH_SOURCE[0]}")/target.sh")
case $target in
    *windows*) archive=mcpcheck-$target.zip program=mcpcheck.exe ;;
    *) archive=mcpcheck-$target.tar.gz program=mcpcheck ;;
esac

work=$(mktemp -d "$RUNNER_TEMP/mcpcheck.XXXXXX")
fetch() {
    curl --fail --silent --show-error --location --connect-timeout 20 --retry 3 --retry-delay 2 --output "$work/$1" "$from/$1" ||
        fail "mcpcheck: cannot fetch $from/$1: is there such a release, and may everybody read it?"
}
fetch "$archive"
fetch "$archive.sha256"

read -r want _ < "$work/$archive.sha256" || true
[[ ${want:-} =~ ^[0-9a-f]{64}$ ]] || fail "mcpcheck: $archive.sha256 holds no checksum"
if command -v sha256sum > /dev/null; then
    read -r have _ < <(sha256sum < "$work/$archive")
else
    read -r have _ < <(shasum -a 256 < "$work/$archive")
fi
[ "$have" = "$want" ] || fail "mcpcheck: $archive is not what its checksum says: it has $have"

mkdir "$work/unpacked"
case $archive in
    *.zip) unzip -q "$work/$archive" -d "$work/unpacked" ;;
    *) tar -xzf "$work/$archive" -C "$work/unpacked" ;;
esac
home=$work/unpacked/mcpcheck-$target
[ -f "$home/$program" ] || fail "mcpcheck: $archive holds no $program"
# In an assignment its failure counts.
installed=$("$home/$program" --version) || fail "mcpcheck: $archive holds a program that does not start here"
echo "$home" >> "$GITHUB_PATH"
echo "installed $installed from $from/$archive"

# What the benches set up first; sourced, not run: the peers, the release build unless SAGEASSETS_BINARY names a program,
# and TMPDIR, by default .build-tools/bench, under which everything is written.

source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
here=$root/ci/bench

"$root/ci/setup" bench >&2
if [[ -z ${SAGEASSETS_BINARY-} ]]; then
    log "building sageassets"
    swift build --package-path "$root" -c release --product sageassets >&2
    SAGEASSETS_BINARY=$(swift build --package-path "$root" -c release --show-bin-path)/sageassets
fi
SAGEASSETS_BINARY=$(sageassets_program)
export SAGEASSETS_BINARY TMPDIR=${TMPDIR:-$root/.build-tools/bench} PATH=$environment/bin:$PATH
mkdir -p "$TMPDIR"

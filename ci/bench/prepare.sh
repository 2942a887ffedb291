# What the benches set up first; sourced, not run: the peers, the release build unless SAGEASSETS_BINARY names a program,
# and TMPDIR, by default .build-tools/bench, under which everything is written, but for what the real servers keep: they
# keep it under SERVERS_TMPDIR, by default in memory where that has room, so that it is not the disk that is measured.

source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
here=$root/ci/bench

"$root/ci/setup" bench >&2
[[ -n ${SAGEASSETS_BINARY-} ]] || SAGEASSETS_BINARY=$(build_release)
SAGEASSETS_BINARY=$(sageassets_program)
export SAGEASSETS_BINARY TMPDIR=${TMPDIR:-$root/.build-tools/bench} PATH=$environment/bin:$PATH
mkdir -p "$TMPDIR"

# Runs a command beside real servers.
# Usage: with_servers NAME… -- COMMAND…
with_servers() {
    local memory=/dev/shm
    if [[ -z ${SERVERS_TMPDIR-} ]]; then
        SERVERS_TMPDIR=$TMPDIR
        [[ ! -w $memory ]] || (($(df --output=avail -B1 $memory | tail -n 1) < 12 << 30)) || SERVERS_TMPDIR=$memory
    fi
    local names=()
    while [[ $1 != -- ]]; do
        names+=("$1")
        shift
    done
    shift
    TMPDIR=$SERVERS_TMPDIR "$root/ci/servers/with" "${names[@]}" -- env TMPDIR="$TMPDIR" "$@"
}

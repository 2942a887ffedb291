# What the scripts under ci/ share; sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
environment=$root/.build-tools/python
python=$environment/bin/python

# The test targets that talk to servers or run the program; the others need nothing beside themselves.
server_tests='^(Commands|ECR|HTTP|Images|Publishing|Registry|S3|Stores|Transfers)Tests\.'

# Those of them that build images with real builders in their own process.
builder_tests='^ImagesTests\.'

log() { printf '== %s\n' "$*" >&2; }

fatal() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The Python that makes the environment, and that gets what needs no environment.
setup_interpreter() { echo "${PYTHON:-/usr/bin/python3}"; }

needs_environment() {
    [[ -x $python ]] || fatal "$environment is missing; run ci/setup test first"
}

# Builds the program as users run it, and prints its path. Swift's libraries are in it: it starts in two thirds of the
# time, and runs where there is no Swift.
build_release() {
    local options=(--package-path "$root" -c release --static-swift-stdlib)
    log "building sageassets (takes minutes the first time)"
    # Inside $(…) a failure ends nothing by itself: the program of an earlier build would be taken for this one.
    swift build "${options[@]}" --product sageassets >&2 || return
    local folder
    folder=$(swift build "${options[@]}" --show-bin-path) || return
    echo "$folder/sageassets"
}

# The program to examine: SAGEASSETS_BINARY, by default the debug build.
sageassets_program() {
    local program=${SAGEASSETS_BINARY:-$root/.build/debug/sageassets}
    [[ -x $program ]] || fatal "$program is missing; run swift build, or name another one in SAGEASSETS_BINARY"
    realpath "$program"
}

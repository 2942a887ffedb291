# A Docker engine of its own, without a network for containers: steps that need one use the host's. It needs root.

ports_needed=1

launch() {
    ((EUID == 0)) || fatal "the engine of docker has to be started as root"
    endpoint=unix://$dir/docker.sock access=- secret=-
    spawn docker dockerd --host="$endpoint" --data-root="$dir/data" --exec-root="$dir/exec" \
        --pidfile="$dir/docker.pid" --storage-driver=vfs --bridge=none --iptables=false --ip6tables=false \
        --ip-forward=false --ip-masq=false
}

await_server() {
    # Debian's client, whatever other one is before it in PATH.
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        ! /usr/bin/docker --host="$endpoint" version >"$dir/version" 2>&1 || return 0
        sleep 0.1
    done
    fatal "the engine of docker does not answer: $(<"$dir/version")"
}

print_server() { echo "$endpoint"; }

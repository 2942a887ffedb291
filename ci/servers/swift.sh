# OpenStack Swift with one replica of everything on one "device", and s3api in front of it.

ports_needed=5

launch() {
    access=test:tester
    secret=testing
    mkdir -p "$dir/devices/d1"
    cat >"$dir/swift.conf" <<'CONF'
[swift-hash]
swift_hash_path_prefix = sageassets
swift_hash_path_suffix = sageassets
[storage-policy:0]
name = only
default = yes
CONF

    local rings=(account container object) index
    for index in "${!rings[@]}"; do
        swift_backend "${rings[index]}" "${ports[index + 1]}"
    done
    spawn memcached memcached -u nobody -l 127.0.0.1 -p "${ports[4]}"

    local filters="catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth"
    filters+=" copy slo dlo versioned_writes symlink"
    local filter
    {
        swift_defaults "${ports[0]}"
        cat <<CONF
[pipeline:main]
pipeline = $filters proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
storage_domain = s3.localhost
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = $secret .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${ports[4]}
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
CONF
        for filter in catch_errors gatekeeper healthcheck listing_formats copy slo dlo symlink; do
            printf '[filter:%s]\nuse = egg:swift#%s\n' $filter $filter
        done
    } >"$dir/proxy.conf"
    spawn proxy "$environment/bin/swift-proxy-server" "$dir/proxy.conf"
}

# Usage: swift_defaults PORT
swift_defaults() {
    cat <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $1
workers = 0
user = $(id -un)
swift_dir = $dir
devices = $dir/devices
mount_check = false
log_level = WARNING
CONF
}

# Usage: swift_backend account|container|object PORT
swift_backend() {
    local builder=$dir/$1.builder
    {
        "$environment/bin/swift-ring-builder" "$builder" create 4 1 1
        "$environment/bin/swift-ring-builder" "$builder" add "r1z1-127.0.0.1:$2/d1" 1
        "$environment/bin/swift-ring-builder" "$builder" rebalance
    } >"$dir/rings.log" 2>&1
    {
        swift_defaults "$2"
        printf '[pipeline:main]\npipeline = %s-server\n[app:%s-server]\nuse = egg:swift#%s\n' "$1" "$1" "$1"
    } >"$dir/$1.conf"
    spawn "$1" "$environment/bin/swift-$1-server" "$dir/$1.conf"
}

# What the registries share: docker-registry with its configuration, its certificate and its users; sourced by registry.sh,
# registry_tls.sh and registry_token.sh.
#
# They print "ENDPOINT USER PASSWORD CERTIFICATE", the last one being the file to trust, or a hyphen.

certificate=-

# Writes the certificate of a server on this machine, and its key, into DIR.
# Usage: make_certificate
make_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=sageassets test registry" \
        -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout "$dir/key.pem" -out "$dir/certificate.pem" 2>/dev/null
    # The name by which the tools of containers trust it.
    mkdir -p "$dir/trusted"
    cp "$dir/certificate.pem" "$dir/trusted/ca.crt"
}

# Starts docker-registry; the arguments are lines that are added to its configuration.
# Usage: spawn_registry PORT [LINE…]
spawn_registry() {
    local port=$1
    shift
    {
        echo "version: 0.1"
        echo "log: {level: warn, accesslog: {disabled: true}}"
        echo "storage: {filesystem: {rootdirectory: '$dir/data', maxthreads: 100}, delete: {enabled: true}, maintenance: {uploadpurging: {enabled: false}}}"
        printf '%s\n' "$@"
        [[ $* == *"http: {"* ]] || echo "http: {addr: '127.0.0.1:$port', secret: registry}"
    } >"$dir/registry.yml"
    # The tools of containers and the registry both read REGISTRY_AUTH_FILE, each as something else.
    spawn registry env -u REGISTRY_AUTH_FILE OTEL_TRACES_EXPORTER=none docker-registry serve "$dir/registry.yml"
}

# A registry is there when it responds, with or without a demand for a login.
await_server() {
    local options=(-s -o /dev/null) deadline=$((SECONDS + 60))
    [[ $certificate == - ]] || options+=(--cacert "$certificate")
    until curl "${options[@]}" "$endpoint/v2/"; do
        ((SECONDS < deadline)) || fatal "$endpoint does not answer"
        sleep 0.1
    done
}

print_server() { echo "$endpoint $access $secret $certificate"; }

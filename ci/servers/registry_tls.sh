# docker-registry over TLS, for one user with a password.
source "$here/registries.sh"

ports_needed=1

launch() {
    endpoint=https://127.0.0.1:${ports[0]} access=tester secret=correct-horse-battery-staple
    make_certificate
    certificate=$dir/certificate.pem
    htpasswd -Bbn "$access" "$secret" >"$dir/htpasswd"
    spawn_registry "${ports[0]}" \
        "auth: {htpasswd: {realm: test, path: '$dir/htpasswd'}}" \
        "http: {addr: '127.0.0.1:${ports[0]}', secret: registry, tls: {certificate: '$certificate', key: '$dir/key.pem'}}"
}

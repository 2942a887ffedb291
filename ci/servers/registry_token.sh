# docker-registry over plain HTTP that takes tokens, beside the server that issues them to one user.
source "$here/registries.sh"

ports_needed=2

launch() {
    access=tester secret=correct-horse-battery-staple
    make_certificate
    spawn tokens "$python" "$here/token_server.py" "${ports[1]}" "$dir/key.pem" "$dir/certificate.pem" "$access" "$secret"
    spawn_registry "${ports[0]}" "auth: {token: {realm: 'http://127.0.0.1:${ports[1]}/token?account-of=all', service: registry-of-tests, issuer: tests, rootcertbundle: '$dir/certificate.pem'}}"
}

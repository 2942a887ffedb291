# docker-registry over plain HTTP, without users.
source "$here/registries.sh"

ports_needed=1

launch() {
    access=- secret=-
    spawn_registry "${ports[0]}"
}

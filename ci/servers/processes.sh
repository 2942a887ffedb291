# Processes that outlive the script that started them, as `PID STARTED` lines; sourced, not run.
# The time of the start, in clock ticks since boot, tells a process from a later one with its number.

# Prints when a process started, or fails when there is none or only its corpse.
# Usage: started_at PID
started_at() {
    local stat
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return
    read -ra stat <<<"${stat##*) }" # the name in brackets may hold spaces
    [[ ${stat[0]} != Z ]] && echo "${stat[19]}"
}

# Usage: record_process PID
record_process() { echo "$1 $(started_at "$1" || true)"; }

# Usage: is_running PID STARTED
is_running() { [[ -n $2 && $(started_at "$1") == "$2" ]]; }

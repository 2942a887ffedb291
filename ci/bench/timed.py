"""timed.py FILE COMMAND…: runs a command, ends as it does, and writes what it took to FILE as a JSON list.

That is wall seconds, processor seconds of it and all that it waited for, and the peak memory of the largest of them in
MiB. A process counts what its parent held when it was started, so that the parent must be small: import nothing here.
"""

import os
import sys
import time

start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - start
with open(sys.argv[1], "w") as file:
    file.write(f"[{wall}, {usage.ru_utime + usage.ru_stime}, {usage.ru_maxrss / 1024}]")
sys.exit(os.waitstatus_to_exitcode(status) & 255)

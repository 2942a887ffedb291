"""What the oracles have in common."""

import sys


def expect(what, found, wanted):
    """Ends the program unless two values are equal, numbers and booleans told apart."""
    if found != wanted or type(found) is not type(wanted) and bool in (type(found), type(wanted)):
        sys.exit(f"{what}: found {found!r:.2000}, wanted {wanted!r:.2000}")

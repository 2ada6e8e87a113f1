"""`ogi`: the command line, the last room of the house."""

import sys

USAGE = "usage: ogi [--help] {run,read,check,claims} ..."


def main() -> int:
    """Print the usage; the verbs arrive with the rooms they call. Exit code 2 is wrong usage."""
    asked = sys.argv[1:] in (["-h"], ["--help"])
    print(USAGE, file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())

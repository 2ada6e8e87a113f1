"""`ogi`: the command line, the last room of the house."""

import sys


def main() -> int:
    """Print the usage; the verbs arrive with the rooms they call."""
    print("usage: ogi [--help] {run,read,check,claims} ...", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

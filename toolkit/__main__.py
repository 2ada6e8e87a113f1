"""`python -m toolkit` is `ogi`."""

import sys

from toolkit.cli import main

sys.exit(main())

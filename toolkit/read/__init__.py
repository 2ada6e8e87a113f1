"""Reading: bytes → Document → sections → tables → Report."""

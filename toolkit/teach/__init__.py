"""Teaching: reports written back as files, with or without seeded errors."""

"""The corpus: one folder in, all tables out."""

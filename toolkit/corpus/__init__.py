"""The corpus: one folder in, all tables out. Nothing in the result depends on how many processes did the work."""

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.run import run

__all__ = ["Corpus", "run"]

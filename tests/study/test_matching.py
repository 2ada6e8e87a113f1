"""The largest matching: nobody is left out whom another choice would serve, and it agrees with scipy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from toolkit.study.matching import largest_matching


def test_one_gives_way_to_another():
    assert largest_matching([[0, 1], [0]]) == {0: 1, 1: 0}
    assert largest_matching([[1, 0], []]) == {0: 1}
    assert largest_matching([]) == {}


@given(st.lists(st.lists(st.integers(0, 7), unique=True, max_size=8), max_size=8))
def test_it_is_as_large_as_can_be_and_keeps_to_what_fits(fits):
    found = largest_matching(fits)
    assert all(right in fits[left] for left, right in found.items())
    assert len(set(found.values())) == len(found)
    matrix = np.zeros((max(len(fits), 1), 8), dtype=int)
    for left, rights in enumerate(fits):
        matrix[left, rights] = 1
    assert len(found) == int((maximum_bipartite_matching(csr_array(matrix)) >= 0).sum())

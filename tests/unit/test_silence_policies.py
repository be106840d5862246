"""Who speaks for a unit under silence."""

import pytest

from discussions.polls.silence.policies import InLine, designated_of
from groups.roles import Post

HEAD, FOCAL, ALTERNATE, NONE = Post.HEAD, Post.FOCAL_POINT, Post.ALTERNATE, Post.NONE


@pytest.mark.parametrize(
    ("seats", "speaks"),
    [
        ([], None),
        ([(NONE, 1, 10)], 10),
        ([(NONE, 1, 10), (NONE, 2, 20)], 10),
        ([(NONE, 2, 20), (NONE, 1, 10)], 10),
        ([(NONE, 1, 10), (ALTERNATE, 9, 90)], 90),
        ([(ALTERNATE, 1, 10), (FOCAL, 9, 90)], 90),
        ([(FOCAL, 1, 10), (ALTERNATE, 2, 20), (HEAD, 9, 90)], 90),
        ([(FOCAL, 5, 50), (FOCAL, 3, 30)], 30),
    ],
)
def test_one_seat_speaks_for_a_unit(seats: list[tuple[Post, int, int]], speaks: int | None) -> None:
    assert designated_of(InLine(*each) for each in seats) == speaks

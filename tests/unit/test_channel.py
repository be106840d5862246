"""What a process knows of a stream: what it was handed, what it must read, what it remembers."""

import json

from collab.realtime.channel import RECENT_ITEMS, Channel, Recent, Ring
from collab.realtime.frames import Changes, Item, encode


def item(place: int, rev: int, text: str = "") -> Item:
    return Item(place, rev, place, json.dumps({"place": place, "rev": rev, "text": text}))


def page(after: int, *items: Item, epoch: int = 1) -> Changes:
    return Changes(after, items[-1].rev, epoch, list(items))


def channel(rev: int = 40) -> Channel[str, str]:
    return Channel("space:7", rev, 1)


def ring(changes: Changes) -> Ring:
    return Ring(7, changes.rev, changes.epoch, changes)


def test_what_was_handed_without_a_hole_is_one_page() -> None:
    known = channel()
    known.note(ring(page(41, item(42, 42))))
    assert known.behind and known.handed_page() is None and known.has_hole
    known.note(ring(page(40, item(41, 41))))
    whole = known.handed_page()
    assert whole is not None
    assert (whole.after, whole.rev, [each.place for each in whole.items]) == (40, 42, [41, 42])
    known.delivering(whole)
    assert (known.rev, known.behind, known.handed) == (42, False, {})


def test_what_changed_twice_is_sent_in_its_last_state_alone() -> None:
    whole = page(40, item(41, 41, "old"), item(42, 42)).followed_by(page(42, item(41, 43, "new")))
    assert [(each.place, each.rev) for each in whole.items] == [(42, 42), (41, 43)]


def test_a_change_without_its_content_makes_the_hub_read() -> None:
    """It may be the redaction of what was handed just before."""
    known = channel()
    known.note(ring(page(40, item(41, 41))))
    known.note(Ring(7, 42, 1))
    assert known.handed_page() is None
    assert not known.has_hole


def test_the_sweep_does_not_spoil_what_was_handed() -> None:
    known = channel()
    known.note(ring(page(40, item(41, 41))))
    known.note(Ring(7, 41, 1))
    assert known.handed_page() == page(40, item(41, 41))


def test_a_raised_epoch_makes_the_hub_read() -> None:
    known = channel()
    known.note(ring(page(40, item(41, 41), epoch=2)))
    assert known.behind and known.handed_page() is None
    known = channel()
    known.note(ring(page(40, item(41, 41))))
    known.note(Ring(7, 41, 2))
    assert known.handed_page() is None


def test_old_news_is_no_news() -> None:
    known = channel()
    known.note(ring(page(38, item(39, 39))))
    known.note(Ring(7, 40, 1))
    assert not known.behind and known.handed == {}


def test_memory_keeps_each_thing_in_its_last_state() -> None:
    recent = Recent(40)
    recent.take([item(41, 41, "said"), item(42, 42)])
    recent.take([item(41, 43, "redacted")])
    found = recent.after(40)
    assert found is not None
    assert [(each.place, each.rev) for each in found] == [(41, 43), (42, 42)]
    assert "said" not in encode(*(each.text for each in found))
    assert recent.after(42) == [item(41, 43, "redacted")]
    assert recent.after(39) is None


def test_memory_is_bounded_and_says_how_far_it_reaches() -> None:
    recent = Recent(0)
    recent.take([item(rev, rev) for rev in range(1, RECENT_ITEMS + 11)])
    assert recent.since == 10
    assert recent.after(9) is None
    found = recent.after(10)
    assert found is not None and [each.rev for each in found] == list(range(11, RECENT_ITEMS + 11))
    recent.take([item(RECENT_ITEMS + 11, RECENT_ITEMS + 11, "x" * 300_000)])
    assert recent.after(recent.since) == []


def test_memory_learns_from_a_catch_up_that_meets_it() -> None:
    recent = Recent(45)
    recent.take([item(41, 46, "edited")])
    recent.reach_back(Changes(40, 44, 1, [item(41, 41, "first"), item(42, 44)]), 45)
    found = recent.after(40)
    assert found is not None
    assert [(each.place, each.rev) for each in found] == [(41, 46), (42, 44)]
    for useless in (Changes(30, 39, 1, [item(31, 31)]), Changes(30, 45, 1, [item(31, 31)], more=True), Changes(None, 46, 1, [])):
        recent.reach_back(useless, 39)
        assert recent.since == 40


def test_memory_serves_only_a_right_of_the_same_epoch_that_it_has_caught_up_with() -> None:
    known = channel()
    known.delivering(page(40, item(41, 41)))
    assert known.recent_page(40, 41, 1) == page(40, item(41, 41))
    assert known.recent_page(40, 41, 2) is None
    assert known.recent_page(40, 42, 1) is None
    assert known.recent_page(39, 41, 1) is None


def test_a_frame_leaves_out_what_lies_before_a_listeners_time() -> None:
    frame = json.loads(page(40, item(41, 42), item(43, 43)).frame("space:7", floor=42))
    assert frame == {
        "kind": "changes", "stream": "space:7", "after": 40, "rev": 43, "items": [{"place": 43, "rev": 43, "text": ""}],
    }  # fmt: skip
    first = json.loads(Changes(None, 40, 1, [], earlier=True).frame("me"))
    assert first == {"kind": "changes", "stream": "me", "after": None, "rev": 40, "items": [], "earlier": True}


def test_what_is_read_in_full_outweighs_what_was_told() -> None:
    known = channel()
    known.note(Ring(7, 47, 4))
    behind = []
    for told, read in (
        ((47, 4), Changes(40, 40, 1, [], more=True)),
        ((46, 4), Changes(40, 40, 1, [])),  # more was told while it was read
        ((47, 4), Changes(40, 40, 1, [])),
    ):
        known.correct(told, read)
        behind.append(known.behind)
    assert behind == [True, True, False]
    known.note(ring(page(40, item(41, 41))))
    assert known.handed_page() == page(40, item(41, 41))

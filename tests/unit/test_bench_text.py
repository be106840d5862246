"""The generator's ear: frames cut out of bytes, and what their texts tell."""

import json
import struct

import pytest

from bench.text import CLOSE, PING, TEXT, Text, cut, framed, understood

ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """As a server sends it: without a mask."""
    size = len(payload)
    if size < 126:
        return bytes([0x80 | opcode, size]) + payload
    if size < 65536:
        return bytes([0x80 | opcode, 126]) + struct.pack("!H", size) + payload
    return bytes([0x80 | opcode, 127]) + struct.pack("!Q", size) + payload


def heard(*frames: object, compact: bool = True) -> bytes:
    """A text frame with a list of frames."""
    return frame(json.dumps(frames, separators=(",", ":") if compact else None).encode())


def told(raw: bytes) -> Text:
    """What a text frame tells."""
    found = cut(bytearray(raw), 0, len(raw))
    assert found is not None
    return understood(raw, found[1])


def message(client_id: str) -> dict[str, object]:
    return {"kind": "message", "space": 1, "client_id": client_id, "body": "Hello."}


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 70000])
def test_a_frame_of_any_size_is_cut_where_it_ends(size: int) -> None:
    raw = frame(b"x" * size)
    buffer = bytearray(b"before" + raw + b"behind")
    found = cut(buffer, 6, len(buffer))
    assert found == (TEXT, 6 + len(raw) - size, 6 + len(raw))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65536])
def test_a_frame_is_waited_for_until_its_last_byte(size: int) -> None:
    raw = frame(b"x" * size)
    known = {part for part in range(len(raw)) if cut(bytearray(raw), 0, part) is not None}
    assert known == set()
    assert cut(bytearray(raw), 0, len(raw)) is not None


def test_what_lies_behind_the_end_is_not_looked_at() -> None:
    """The buffer is one for all sockets, and still holds what another one received."""
    raw = frame(b"x" * 200)
    assert cut(bytearray(raw), 0, len(raw) - 1) is None


def test_control_frames_are_told_from_texts() -> None:
    opcodes = [found[0] for kind in (TEXT, CLOSE, PING) if (found := cut(bytearray(frame(b"ab", kind)), 0, 4))]
    assert opcodes == [TEXT, CLOSE, PING]


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_a_client_frame_says_its_length_and_has_a_mask_of_zeros(size: int) -> None:
    raw = framed(b"y" * size)
    assert raw[0] == 0x81
    assert raw[1] & 0x80
    assert raw.endswith(b"\0\0\0\0" + b"y" * size)
    assert cut(bytearray(raw[:1] + bytes([raw[1] & 0x7F]) + raw[2:]), 0, len(raw) - 4) is not None


@pytest.mark.parametrize("compact", [True, False])
def test_messages_are_found_however_the_json_is_spaced(compact: bool) -> None:
    text = told(heard({"kind": "changes", "items": [message(ONE), message(TWO)]}, compact=compact))
    assert (text.delivered, text.acked, text.refused) == ((ONE.encode(), TWO.encode()), (), ())


def test_an_answer_is_no_delivery() -> None:
    text = told(heard({"kind": "ack", "client_id": ONE, "rev": 4}))
    assert (text.delivered, text.acked, text.refused) == ((), (ONE.encode(),), ())


def test_answer_and_news_in_one_text_are_told_apart() -> None:
    text = told(heard({"kind": "ack", "client_id": ONE}, {"kind": "changes", "items": [message(ONE), message(TWO)]}))
    assert (text.delivered, text.acked) == ((ONE.encode(), TWO.encode()), (ONE.encode(),))


def test_a_refusal_carries_its_code() -> None:
    text = told(heard({"kind": "refused", "client_id": ONE, "code": "muted"}, {"kind": "refused", "code": "invalid"}))
    assert text.refused == ((ONE.encode(), "muted"), (b"", "invalid"))


def test_the_ends_of_catch_ups_are_counted() -> None:
    text = told(heard({"kind": "caught_up", "stream": "space:1"}, {"kind": "caught_up", "stream": "space:2"}, {"kind": "gone"}))
    assert (text.caught_up, text.gone, text.hello) == (2, 1, False)


def test_hello_is_known() -> None:
    assert told(heard({"kind": "hello", "me": {"name": "Ben (example)"}})).hello

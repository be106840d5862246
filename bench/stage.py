"""What rows stand on: a running site, and sockets in it that are opened when a row first needs them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bench.crowd import Crowd
from bench.figures import Figures, of_load
from bench.line import Line
from bench.load import Compose, Load
from bench.machine import Meter
from bench.pace import settle
from bench.site import Room, Site

BODY = ("The quick brown fox jumps over the lazy dog. " * 5)[:200]
OPENING, WATCHING, SETTLING = 60.0, 60.0, 15.0  # seconds a row waits at most
FEW, EVERYBODY = 200, 1000


@dataclass
class Stage:
    """One site under load."""

    site: Site
    full: bool  # whether there is time for the long way
    people: int = EVERYBODY
    crowd: Crowd = field(init=False)
    rooms: dict[int, list[Line]] = field(default_factory=dict)  # who listens, by space
    joined: set[int] = field(default_factory=set)  # spaces in which something may have been said since the seed

    def __post_init__(self) -> None:
        self.crowd = Crowd(self.site)

    def seconds(self, short: float, long: float) -> float:
        """How long a load lasts."""
        return long if self.full else short

    async def lines(self, many: int) -> list[Line]:
        """The sockets of the first people, opened if they are not."""
        open_now = {line.number: line for line in self.crowd.lines.values()}
        missing = [number for number in range(many) if number not in open_now]
        if missing:
            opened = await self.crowd.open(missing, OPENING)
            if len(opened) < len(missing):
                raise ConnectionError(f"{len(opened)} of {len(missing)} sockets opened in {OPENING:.0f} s")
            open_now |= {line.number: line for line in opened}
        return [open_now[number] for number in range(many)]

    async def room(self, people: int) -> tuple[Room, list[Line]]:
        """A room in which so many listen: the smaller one for up to two hundred, else the larger one."""
        room = self.site.few if people <= FEW else self.site.everybody
        lines = await self.lines(min(people, len(self.site.sessions)))
        first = room.space not in self.joined
        self.joined.add(room.space)
        listening = set(self.rooms.get(room.space, []))
        new = [line for line in lines if line not in listening]
        if new:
            await self.crowd.watch(new, {room.space: room.rev if first else None}, WATCHING)
        self.rooms[room.space] = lines
        return room, lines

    async def under(self, audience: Sequence[Line], compose: Compose, drive: Callable[[Load], Awaitable[None]]) -> Figures:
        """The figures of one load, taken when everything has arrived."""
        load = Load(audience, compose, answered_by_ack=self.site.acks)
        self.crowd.begin(load)
        meter = Meter(self.site.pid)
        try:
            await drive(load)
            await settle(load, SETTLING)
            spent = meter.stop()
        finally:
            self.crowd.load = None
        if not load.delivered and not load.acks:
            raise ConnectionError(f"nothing came back: {load.check()}")
        return of_load(load, spent)

    def saying(self, room: Room, body: str = BODY) -> Compose:
        """Everybody says the same in one room."""
        return lambda _line, client_id: self.site.post(room, client_id, body)

    def close(self) -> None:
        """Hang up everywhere."""
        self.crowd.hang_up(self.crowd.lines.values())
        self.rooms.clear()

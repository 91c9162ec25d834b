"""Something happened, look again: for readers who follow what others write."""

import trio


class Bell:
    """Ringing costs a number where nobody listens."""

    def __init__(self) -> None:
        self.rung = 0
        self._news: trio.Event | None = None

    def ring(self) -> None:
        self.rung += 1
        if self._news is not None:
            self._news.set()
            self._news = None

    async def after(self, rung: int) -> None:
        """Until it has been rung more often than that."""
        while self.rung <= rung:
            if self._news is None:
                self._news = trio.Event()
            await self._news.wait()

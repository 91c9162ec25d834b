"""A reply as a connection has it: it keeps what it is given."""

from actors.runtime import ExcInfo


class Receipt:
    def __init__(self) -> None:
        self.got: list[object] = []

    def set(self, value: object) -> None:
        self.got.append(value)

    def set_exception(self, exc_info: ExcInfo) -> None:
        self.got.append(exc_info[1])

"""The few bytes of Protocol Buffers that a package needs: fields by number, nothing more."""

import struct
from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED = {_FIXED64: 8, _FIXED32: 4}
_LONGEST_VARINT = 10


class WireError(ValueError):
    """Bytes that are no message."""


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Go through a message: field number and value, a number or bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = _varint(data, at)
        elif kind in (_BYTES, *_FIXED):
            size, at = _varint(data, at) if kind == _BYTES else (_FIXED[kind], at)
            value, at = data[at : at + size], at + size
            if at > len(data):
                raise WireError("a field is cut short")
        else:
            raise WireError(f"there is no wire type {kind}")
        yield key >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(_LONGEST_VARINT):
        if at + index >= len(data):
            raise WireError("a number is cut short")
        byte = data[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:  # noqa: PLR2004  # the bit that says that more follows
            return value, at + index + 1
    raise WireError("a number is too long")


def text(data: bytes, number: int) -> str:
    """Read a text field, the last one of its number; empty where there is none."""
    found = [value for key, value in fields(data) if key == number]
    return found[-1].decode("utf-8", "replace") if found and isinstance(found[-1], bytes) else ""


def number(data: bytes, wanted: int) -> int:
    """Read a whole number, 0 where it is missing."""
    found = [value for key, value in fields(data) if key == wanted]
    return found[-1] if found and isinstance(found[-1], int) else 0


def floats(data: bytes, number: int) -> tuple[float, ...]:
    """Read a packed list of 32-bit floats."""
    packed = b"".join(
        value for key, value in fields(data) if key == number and isinstance(value, bytes)
    )
    return struct.unpack(f"<{len(packed) // 4}f", packed[: len(packed) // 4 * 4])

"""Values as JSON and back: frozen dataclasses, enums, paths, tuples and mappings.

The caches use it, so that a warm start needs no validation library: what is read was
written by ``encode`` from values that had been validated.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, lru_cache
from itertools import compress
from operator import attrgetter, ne
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = frozenset({bool, int, float, str})


def encode(value: object) -> Any:
    """Turn a value into what ``json.dumps`` takes; fields at their default are left out."""
    kind: Any = type(value)
    return _encoder(kind)(value)


@cache
def _encoder(kind: Any) -> Any:
    """Make a function that encodes the values of one type."""
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, str | int | float | None):
        return _as_it_is
    if issubclass(kind, Path):
        return str
    if issubclass(kind, Mapping):
        return lambda value: {str(key): encode(one) for key, one in value.items()}
    if issubclass(kind, tuple | list | frozenset):
        return _encode_sequence
    if is_dataclass(kind):
        return _dataclass_encoder(kind)
    raise TypeError(f"cannot encode {kind.__name__}")


def _encode_sequence(value: Any) -> Any:
    return [one if type(one) in _PLAIN else encode(one) for one in value]


def _dataclass_encoder(kind: Any) -> Any:
    names = [one.name for one in fields(kind)]
    defaults = [one.default for one in fields(kind)]
    # With a name more there are always several, so that a tuple is given.
    taken = attrgetter(*names, "__class__")

    def encoded(value: Any) -> Any:
        values = taken(value)
        given = compress(zip(names, values, strict=False), map(ne, values, defaults))
        return {name: got if type(got) in _PLAIN else encode(got) for name, got in given}

    return encoded


def decode(kind: type[T], data: Any) -> T:
    """Rebuild a value of type ``kind`` from what ``encode`` gave."""
    wanted: Any = kind
    made: T = _decoder(wanted)(data)
    return made


@cache
def _decoder(kind: Any) -> Any:
    """Make a function that decodes one type."""
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:
        return _decoder(supertype)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_decoder(kind)
    if kind is Path:
        return _path
    if isinstance(kind, type) and issubclass(kind, Enum | Path):
        return kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional_decoder(arguments)
    if origin in (tuple, frozenset):
        return _sequence_decoder(origin, arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(arguments)
    return _as_it_is


def _dataclass_decoder(kind: Any) -> Any:
    hints = get_type_hints(kind)
    decoders = {one.name: _decoder(hints[one.name]) for one in fields(kind)}
    changing = {name: one for name, one in decoders.items() if one is not _as_it_is}

    def decoded(data: Mapping[str, Any]) -> Any:
        values = {key: one for key, one in data.items() if key in decoders}
        for name, change in changing.items():
            if name in values:
                values[name] = change(values[name])
        return kind(**values)

    return decoded


def _as_it_is(data: Any) -> Any:
    return data


_path = lru_cache(maxsize=1024)(Path)
"""Cards come by the hundred from one file."""


def _optional_decoder(arguments: tuple[Any, ...]) -> Any:
    inner = [one for one in arguments if one is not type(None)]
    one = _decoder(inner[0]) if len(inner) == 1 else _as_it_is
    if one is _as_it_is:
        return one
    return lambda data: None if data is None else one(data)


def _sequence_decoder(origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin is tuple and len(arguments) > 1 and arguments[-1] is not Ellipsis:
        each = [_decoder(one) for one in arguments]
        return lambda data: tuple(one(got) for one, got in zip(each, data, strict=True))
    item = _decoder(arguments[0])
    if item is _as_it_is:
        return origin
    return lambda data: origin(map(item, data))


def _mapping_decoder(arguments: tuple[Any, ...]) -> Any:
    key, item = (_decoder(one) for one in arguments)
    return lambda data: {key(one): item(got) for one, got in data.items()}

"""Our own types as plain values that JSON holds, and back with every value looked at.

For what one process of this program tells another, or leaves on the disk for its next run: short,
since fields stand in their order without their names, and checked, since a file may be anything.
Fields that do not count in a comparison (`Document.raw`) stay behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """`value` (one of our dataclasses, tuples of them, texts, numbers) as lists, texts and numbers."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    kind: Any = type(value)
    return [to_plain(getattr(value, name)) for name in _names(kind)]


def from_plain(kind: type[T], value: Any) -> T:
    """The `kind` that `to_plain` made `value` of; `ValueError` when it is not such a value."""
    wanted: Any = kind
    made: T = _maker(wanted)(value)
    return made


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.compare)


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        return _of_fields(kind)
    if get_origin(kind) is tuple:
        first, *others = get_args(kind)
        return _of_items(_maker(first)) if others == [...] else _each([_maker(first), *map(_maker, others)])
    if get_origin(kind) is Literal:
        return _one_of(frozenset(get_args(kind)))
    return _exactly(kind)


def _of_fields(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    names = _names(kind)
    makers = [_maker(hints[name]) for name in names]

    def make(value: Any) -> Any:
        if type(value) is not list or len(value) != len(names):
            raise ValueError(f"no {kind.__name__}")
        return kind(**{name: one(each) for name, one, each in zip(names, makers, value, strict=True)})

    return make


def _of_items(maker: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def make(value: Any) -> Any:
        if type(value) is not list:
            raise ValueError("no list")
        return tuple(map(maker, value))

    return make


def _each(makers: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def make(value: Any) -> Any:
        if type(value) is not list or len(value) != len(makers):
            raise ValueError("no list of that length")
        return tuple(one(each) for one, each in zip(makers, value, strict=True))

    return make


def _one_of(words: frozenset[Any]) -> Callable[[Any], Any]:
    def make(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise ValueError("not one of the words")
        return value

    return make


def _exactly(kind: type) -> Callable[[Any], Any]:
    def make(value: Any) -> Any:
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise ValueError(f"no {kind.__name__}")
        return value

    return make

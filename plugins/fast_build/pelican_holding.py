"""What a content of Pelican holds, and what of it still lies on the shelf, until somebody asks for it."""

from __future__ import annotations

from typing import Any

from pelican.contents import Content, Static

HELD, LATER = "_fast_build_held", "_fast_build_later"  # where what a content holds lies: the light part, the long ones
_get = object.__getattribute__


def held_by(content: Any) -> dict[str, Any]:
    """What a content holds by itself, without what is still on the shelf."""
    held: dict[str, Any] = _get(content, "__dict__")
    return held


def identity(value: Any) -> str | None:
    """The name of a content: the path of its source. None for anything else."""
    if not issubclass(type(value), Content):  # isinstance() would ask the value for its class
        return None
    path: str | None = held_by(value).get("relative_source_path")
    if path is None:
        return f"<{type(value).__name__}>"
    return f"static {path}" if issubclass(type(value), Static) else path


def missing_attribute(self: Content, name: str) -> Any:
    """Attributes that were kept by an earlier build, and are read from there when somebody wants them."""
    held = held_by(self)
    if HELD in held:
        hold(self)
        if name in held:
            return held[name]
    later = held.get(LATER)
    if later and name in later:
        held[name] = later[name]()
        return held[name]
    raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def hold(content: Content) -> None:
    """Read the light part of what a content holds, but for what it was given since."""
    held = held_by(content)
    found: dict[str, Any] = held[HELD]()
    del held[HELD]
    found.update(held)
    held.update(found)


def whole(content: Content) -> dict[str, Any]:
    """All that a content holds, for somebody who asks for it as a whole."""
    held = held_by(content)
    if HELD in held:
        hold(content)
    for name, work in held.pop(LATER, {}).items():
        if name not in held:
            held[name] = work()
    return held

"""Pictures: what is refused, what is removed, what is made, and that it is made once."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zlib
from base64 import b64encode
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from plugins.assets import picture_store
from plugins.assets.picture_fault import PictureError
from plugins.assets.picture_file import Inspected, inspect
from plugins.assets.picture_plan import WIDTHS, Variant, plan, source_sets
from plugins.assets.picture_store import PictureStore


def photograph(width: int = 900, height: int = 600, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    gradient = Image.radial_gradient("L").resize((width, height)).convert(mode)
    gradient.save(stream, kind, **options)
    return stream.getvalue()


def located(**values: int) -> bytes:
    """A photograph lying on its side, with the place where it was taken and its camera."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A Camera Maker"
    exif.get_ifd(0x8825)[1] = "N"
    return photograph(exif=exif, **values)


def png_of(width: int, height: int) -> bytes:
    """A PNG whose head promises any size; the bytes of a bomb."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@cache
def animation(kind: str, frames: int, **options: object) -> bytes:
    """An animation that grows lighter."""
    pictures = [Image.new("RGB", (20, 10), (number, 0, 0)) for number in range(frames)]
    stream = io.BytesIO()
    pictures[0].save(stream, kind, save_all=True, append_images=pictures[1:], duration=40, **options)
    return stream.getvalue()


SCRIPTED = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "a truncated JPEG": (photograph()[:2000], ".jpg", "damaged or cut off"),
    "a bomb": (png_of(30_000, 30_000), ".png", "far too many pixels"),
    "a greater bomb": (png_of(200_000, 200_000), ".png", "pixels"),
    "a PNG that says it is a JPEG": (photograph(kind="PNG"), ".jpg", "is a PNG, not what its name says"),
    "text that says it is a JPEG": (b"Hello", ".jpg", "not a picture that we can read"),
    "an SVG with a script": (SCRIPTED, ".svg", "holds a script"),
    "an SVG with a handler": (b'<svg onload="x()"></svg>', ".svg", "holds a script"),
    "an SVG with a link that runs": (b'<svg><a href="javascript:x()"/></svg>', ".svg", "holds a script"),
    "an SVG with a link that runs, disguised": (
        b'<svg><a href="&#106;ava\nscript:x()"/></svg>',
        ".svg",
        "holds a script",
    ),
    "an SVG in UTF-16 with a script": (SCRIPTED.decode().encode("utf-16"), ".svg", "holds a script"),
    "an SVG styled by a program": (b'<?xml-stylesheet href="a.xsl"?><svg/>', ".svg", "holds a script"),
    "an SVG with a page in it": (b"<svg><foreignObject><body/></foreignObject></svg>", ".svg", "holds a script"),
    "an SVG with entities": (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', ".svg", "defines entities"),
    "an SVG in an odd encoding": (
        b'<?xml version="1.0" encoding="IBM037"?><svg/>'.decode().encode("cp037"),
        ".svg",
        "",
    ),
    "an SVG cut off": (b"<svg><path d='M0 0'/>", ".svg", "damaged"),
    "HTML that says it is an SVG": (b"<html></html>", ".svg", "no SVG"),
    "a GIF cut off": (photograph(kind="GIF")[:900], ".gif", "damaged or cut off"),
    "an animation cut off": (animation("gif", 200)[:4000], ".gif", "damaged or cut off"),
    "a picture that no format can hold": (png_of(10, 20_000), ".png", "10 × 20,000 pixels"),
    "an SVG that loads from elsewhere": (
        b'<svg><image href="https://other.example/a.png"/></svg>',
        ".svg",
        "needs another file, https://other.example/a.png",
    ),
    "an SVG that loads a neighbour": (b'<svg><use href="parts.svg#a"/></svg>', ".svg", "needs another file, parts.svg"),
    "an SVG with a style sheet elsewhere": (
        b"<svg><style>@import 'https://other.example/a.css';</style></svg>",
        ".svg",
        "needs another file",
    ),
    "an SVG with a fill elsewhere": (b'<svg><path fill="url(b.svg#c)"/></svg>', ".svg", "needs another file, b.svg"),
}


@pytest.mark.parametrize(("data", "suffix", "what"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_good_picture_is_refused_in_words(data: bytes, suffix: str, what: str) -> None:
    with pytest.raises(PictureError) as refused:
        inspect(data, suffix)
    assert what in refused.value.what
    assert refused.value.remedy


def test_an_animation_of_200_frames_is_published_as_it_is() -> None:
    frames = [Image.new("L", (20, 20), number) for number in range(200)]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    assert inspect(stream.getvalue(), ".gif") == Inspected(20, 20, is_final=True)


@given(st.binary(max_size=300), st.sampled_from([".jpg", ".png", ".gif", ".webp", ".avif", ".svg"]))
def test_no_bytes_at_all_raise_anything_but_a_mistake(data: bytes, suffix: str) -> None:
    for head in (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "):
        with contextlib.suppress(PictureError):
            inspect(head + data, suffix)


@given(st.sampled_from(["gif", "webp", "png", "jpg"]), st.integers(0, 600), st.binary(min_size=1, max_size=3))
def test_no_damage_raises_anything_but_a_mistake(kind: str, at: int, damage: bytes) -> None:
    whole = located(width=20, height=10) if kind == "jpg" else animation(kind, 3)
    data = whole[:at] + damage + whole[at + len(damage) :]
    for broken in (data, whole[:at]):
        with contextlib.suppress(PictureError):
            inspect(broken, f".{kind}")


@given(st.integers(1, 9000), st.integers(1, 9000), st.booleans())
def test_nothing_is_enlarged_and_every_reader_gets_a_file(width: int, height: int, transparent: bool) -> None:
    variants = plan(width, height, transparent)
    assert all(variant.width <= min(width, WIDTHS[-1]) for variant in variants)
    assert all(variant.height >= 1 for variant in variants)
    assert variants[-1].kind == ("png" if transparent else "jpg")
    assert len(set(variants)) == len(variants)


def test_the_source_sets_name_each_width() -> None:
    variants = (
        Variant(480, 320, "avif"),
        Variant(900, 600, "avif"),
        Variant(480, 320, "webp"),
        Variant(900, 600, "jpg"),
    )
    assert source_sets(variants, ["a", "b", "c", "d"]) == {"image/avif": "a 480w, b 900w", "image/webp": "c 480w"}


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "store")


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_variants_are_upright_and_hold_no_notes(store: PictureStore, tmp_path: Path) -> None:
    source = put(tmp_path, "a.jpg", located())
    made, failed = store.make_all([source])
    assert failed == {}
    assert (made[source].width, made[source].height) == (600, 900)
    for variant in made[source].variants:
        file = made[source].folder / f"{variant.width}.{variant.kind}"
        with Image.open(file) as picture:
            assert picture.size == (variant.width, variant.height)
            assert not picture.getexif()
        assert b"A Camera Maker" not in file.read_bytes()
        assert b"Exif" not in file.read_bytes()


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
def test_an_animation_keeps_its_frames_and_loses_its_notes(store: PictureStore, tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A Camera Maker"
    notes: dict[str, object] = {
        "gif": {"comment": b"A Camera Maker", "loop": 0},
        "webp": {"exif": exif, "xmp": b"<x>A Camera Maker</x>", "lossless": True},
        "png": {"exif": exif, "pnginfo": said("A Camera Maker")},
    }[kind]
    data = animation.__wrapped__(kind, 5, **notes)
    source = put(tmp_path, f"a.{kind}", with_xmp(data) if kind == "gif" else data)
    assert b"A Camera Maker" in source.read_bytes()

    made, failed = store.make_all([source])
    assert failed == {}
    (variant,) = made[source].variants
    assert (variant.width, variant.height, variant.kind) == (20, 10, kind)
    file = made[source].folder / f"20.{kind}"
    assert not re.search(rb"A Camera Maker|Exif|XMP", file.read_bytes())
    with Image.open(source) as before, Image.open(file) as after:
        assert after.n_frames == before.n_frames == 5
        assert after.info.get("loop") == before.info.get("loop")
        for number in range(5):
            before.seek(number)
            after.seek(number)
            assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
            assert after.info.get("duration") == before.info.get("duration")


def said(words: str) -> PngInfo:
    """A text for a PNG."""
    info = PngInfo()
    info.add_text("Comment", words)
    return info


def with_xmp(gif: bytes) -> bytes:
    """A GIF with Adobe's notes, as they stand before its end: not in blocks, but so that a reader of blocks passes."""
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return gif[:-1] + b"\x21\xff\x0bXMP DataXMP" + b"<x>A Camera Maker</x>" + trailer + gif[-1:]


def test_a_drawing_loses_what_its_program_noted(store: PictureStore, tmp_path: Path) -> None:
    drawing = b"""<?xml version="1.0"?>
    <!-- made by A Camera Maker -->
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20"
      xmlns:ink="http://www.inkscape.org/namespaces/inkscape" ink:export-filename="/home/A Camera Maker/a.png">
      <title>A dot</title><metadata>A Camera Maker</metadata><ink:grid name="A Camera Maker"/>
      <defs><path id="dot" d="M0 0h1"/></defs><use xlink:href="#dot"/>
    </svg>"""
    source = put(tmp_path, "a.svg", drawing)
    made, failed = store.make_all([source])
    assert failed == {}
    assert made[source].variants == (Variant(30, 20, "svg"),)
    assert made[source].variants[0].media_type == "image/svg+xml"
    written = (made[source].folder / "30.svg").read_bytes()
    assert b"A Camera Maker" not in written
    assert all(kept in written for kept in (b"<title>A dot</title>", b'xlink:href="#dot"', b'viewBox="0 0 30 20"'))
    assert inspect(written, ".svg") == Inspected(30, 20, is_final=True)


def test_a_photograph_in_a_drawing_must_not_hold_notes() -> None:
    def drawing(photo: bytes) -> bytes:
        data = b64encode(photo).decode()
        return f'<svg><image href="data:image/jpeg;base64,{data}"/></svg>'.encode()

    assert inspect(drawing(photograph(20, 10)), ".svg").is_final
    with pytest.raises(PictureError, match="a photograph in the drawing holds the camera's notes"):
        inspect(drawing(located(width=20, height=10)), ".svg")


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('width="120px" height="80.5"', (120, 81)),
        ('viewBox="0 0 24,32"', (24, 32)),
        ('width="100%" height="100%" viewBox="-5 -5 30 40"', (30, 40)),
        ('width="1.2.3" height="4"', (0, 0)),
        ('viewBox="0 0 nan inf"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_a_drawing_is_measured_by_what_it_states(head: str, size: tuple[int, int]) -> None:
    found = inspect(f'<svg xmlns="http://www.w3.org/2000/svg" {head}/>'.encode(), ".svg")
    assert (found.width, found.height) == size


def test_transparency_and_colour_are_kept(store: PictureStore, tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (500, 100), (200, 30, 40, 0)).save(stream, "PNG")
    source = put(tmp_path, "a.png", stream.getvalue())
    made, _ = store.make_all([source])
    with Image.open(made[source].folder / "500.png") as picture:
        assert picture.getpixel((5, 5)) == (200, 30, 40, 0)


def test_nothing_is_made_twice(store: PictureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [put(tmp_path, f"{number}.jpg", photograph(500 + number, 300)) for number in range(3)]
    first, _ = store.make_all(sources)

    def never(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(picture_store, "make_one", never)
    second, _ = PictureStore(store.folder).make_all(sources)
    assert second == first


def test_a_changed_picture_is_made_anew_and_a_copied_one_is_not(store: PictureStore, tmp_path: Path) -> None:
    source = put(tmp_path, "a.jpg", photograph(500, 300))
    copy = put(tmp_path, "b.jpg", source.read_bytes())
    made, _ = store.make_all([source, copy])
    assert made[source].key == made[copy].key
    source.write_bytes(photograph(501, 300))
    assert store.make_all([source])[0][source].key != made[source].key


def test_a_damaged_entry_is_made_anew(store: PictureStore, tmp_path: Path) -> None:
    source = put(tmp_path, "a.jpg", photograph(500, 300))
    made, _ = store.make_all([source])
    (made[source].folder / "made.json").write_text("{")
    again, failed = store.make_all([source])
    assert failed == {}
    assert again[source].variants == made[source].variants


def test_the_failure_of_one_names_it_and_spares_the_others(store: PictureStore, tmp_path: Path) -> None:
    good, bad = put(tmp_path, "good.jpg", photograph(500, 300)), put(tmp_path, "bad.jpg", photograph()[:2000])
    made, failed = store.make_all([good, bad])
    assert list(made) == [good]
    assert list(failed) == [bad]
    assert [path.name for path in store.folder.iterdir()] == [made[good].key], "nothing half is left"

"""Pictures: what is refused, what is removed, what is made, and that it is made once."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.assets import picture_store
from plugins.assets.picture_fault import PictureError
from plugins.assets.picture_file import inspect
from plugins.assets.picture_plan import WIDTHS, Variant, plan, source_sets
from plugins.assets.picture_store import PictureStore


def photograph(width: int = 900, height: int = 600, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    gradient = Image.radial_gradient("L").resize((width, height)).convert(mode)
    gradient.save(stream, kind, **options)
    return stream.getvalue()


def located(**values: object) -> bytes:
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
    assert inspect(stream.getvalue(), ".gif") is None


@given(st.binary(max_size=300), st.sampled_from([".jpg", ".png", ".gif", ".webp", ".avif", ".svg"]))
def test_no_bytes_at_all_raise_anything_but_a_mistake(data: bytes, suffix: str) -> None:
    for head in (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "):
        with contextlib.suppress(PictureError):
            inspect(head + data, suffix)


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

"""What pictures cost: 200 photographs of 4 MB, built cold, built again, and one of them changed.

Run it with `.venv/bin/python -m benchmarks.pictures`; it takes ten minutes. Memory is that of all processes of a
build at once: what each has for itself, and its part of what they share (PSS of /proc, every 50 ms; Linux only).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from benchmarks import corpus

ROOT = Path(__file__).resolve().parent.parent
PHOTOGRAPHS, EACH = 200, 10  # in articles of ten
SIZE, QUALITY, NOISE = (4000, 3000), 80, 16  # 12 megapixels, a telephone's; such noisy hills have 4 MB
AT = 'BUILD_AT="2026-11-23T09:00-08:00"'


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = corpus.write(Path(folder), PHOTOGRAPHS // EACH)
        images = Path(folder, "content/images")
        images.mkdir()
        photographs = list(take(images))
        size = sum(path.stat().st_size for path in photographs) / len(photographs)
        print(f"{len(photographs)} photographs of {SIZE[0]} × {SIZE[1]} pixels, {size / 1e6:.1f} MB each", flush=True)
        for number, path in enumerate(sorted(Path(folder, "content/articles").glob("*.md"))):
            shown = [f"![A hill]({name.name})" for name in photographs[number * EACH : (number + 1) * EACH]]
            path.write_text(path.read_text() + "\n" + "\n\n".join(shown) + "\n")
        build("cold", settings)
        build("nothing changed", settings)
        photographs[0].write_bytes(photographs[0].read_bytes()[:-2] + b"\0\xff\xd9")
        build("one changed", settings)


def take(folder: Path) -> Iterator[Path]:
    """Photographs of hills: smooth shapes under a camera's noise, each of its own."""
    chance = random.Random(1)  # noqa: S311 - a benchmark
    noise = Image.effect_noise(SIZE, NOISE)
    hills = Image.merge("RGB", [Image.radial_gradient("L").rotate(turn).resize(SIZE) for turn in (0, 90, 180)])
    for number in range(PHOTOGRAPHS):
        moved = ImageChops.offset(noise, chance.randrange(SIZE[0]), chance.randrange(SIZE[1]))
        picture = ImageChops.add(hills, Image.merge("RGB", [moved] * 3), 1, -128)
        ImageDraw.Draw(picture).ellipse((number * 10, 500, number * 10 + 900, 1400), fill=(number, 90, 160))
        path = folder / f"hill-{number}.jpg"
        picture.save(path, quality=QUALITY)
        yield path


def build(what: str, settings: Path) -> None:
    """One build in a process of its own: how long it took, how much memory, how many pictures were made."""
    cache = settings.parent / "cache"
    before = {path.parent.name: path.stat().st_mtime_ns for path in cache.glob("*/made.json")}
    started = time.perf_counter()
    content, output = str(settings.parent / "content"), str(settings.parent / what.replace(" ", "-"))
    command = [sys.executable, "-m", "pelican", content, "-s", str(settings), "-o", output, "-q"]
    process = subprocess.Popen([*command, "--fatal", "errors", "--extra-settings", AT], cwd=ROOT)
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    if process.wait() != 0:
        raise SystemExit("the build failed")
    seconds = time.perf_counter() - started
    watcher.join()
    after = {path.parent.name: path.stat().st_mtime_ns for path in cache.glob("*/made.json")}
    made = sum(before.get(name) != moment for name, moment in after.items())
    print(f"{what:<16} {seconds:6.1f} s   {peak[0] / 1e6:4.0f} MB (target: at most 400)   {made} made", flush=True)


def watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Note the largest memory of a process and all that it started, until it ends."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(memory(number) for number in family(process.pid)))
        time.sleep(0.05)


def family(process: int) -> Iterator[int]:
    """A process and its descendants."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def memory(process: int) -> int:
    """Bytes that a process holds; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()

"""A plugin as people write them."""

import json
import sys
from functools import partial
from pathlib import Path

from pelican import signals

VERSION = 1


def attach(generator):
    folder = Path(generator.settings["PATH"]).parent / "notes"
    newer = None
    for article in generator.articles:
        path = folder / f"{article.slug}.json"
        article.notes = json.loads(path.read_text()) if path.exists() else []
        article.older = None
        if newer:
            newer.older = article
        newer = article


def equip(generator):
    settings = generator.settings
    data = Path(settings["PATH"]).parent / "motto.txt"

    def motto():
        return f"{data.read_text().strip()} {settings['SLOGAN']} {VERSION}"

    generator.env.globals["motto"] = motto
    generator.env.globals["site_words"] = "!"
    generator.env.filters["shout"] = lambda text: text.upper()


def write_index(generator, writer):
    lines = [f"{article.url} {article.title}" for article in generator.articles]
    Path(writer.output_path, "index.txt").write_text("\n".join(lines))


def write_labels(generator, writer):
    part = generator.settings.get("RECORDED_PART", lambda name, work, *given: work())
    folder = Path(writer.output_path, "labels")
    data = Path(generator.settings["PATH"]).parent / "motto.txt"
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, words):
        (folder / name).write_text(f"{words} {data.read_text()}")

    named = {f"{article.slug}.txt": article.title for article in generator.articles}
    for name, words in [*named.items(), *((f"{number}.txt", "") for number in range(32))]:
        part(f"label {name}", partial(write, name, words), words)


def register():
    if "plugins.fast_build.pelican_pages" in sys.modules:  # so that even a small site is made in several rounds
        sys.modules["plugins.fast_build.pelican_pages"].A_ROUND = 20
    signals.article_generator_finalized.connect(attach)
    signals.generator_init.connect(equip)
    signals.article_writer_finalized.connect(write_index)
    signals.article_writer_finalized.connect(write_labels)

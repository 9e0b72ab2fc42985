"""A plugin as people write them."""

import json
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


def register():
    signals.article_generator_finalized.connect(attach)
    signals.generator_init.connect(equip)
    signals.article_writer_finalized.connect(write_index)

"""Tells Pelican the addresses of the theme's files before it renders, and writes the files when it has."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican

from plugins.assets.search_index import write_index
from plugins.assets.theme_files import Assets, make_assets, read_folder


def prepare(pelican: Pelican) -> None:
    """Compute what is published of the theme; `ASSETS` in the settings maps names to addresses."""
    assets = make_assets(read_folder(Path(pelican.settings["THEME"]) / "static"))
    prefix = f"{pelican.settings['SITEURL']}/{pelican.settings['THEME_STATIC_DIR']}"
    pelican.settings["THEME_FILES"] = assets
    pelican.settings["ASSETS"] = {name: f"{prefix}/{path}" for name, path in assets.addresses.items()}


def write(pelican: Pelican) -> None:
    """Write the files into the output."""
    assets: Assets = pelican.settings["THEME_FILES"]
    output = Path(pelican.output_path)
    for folder, files in ((output / pelican.settings["THEME_STATIC_DIR"], assets.files), (output, assets.root_files)):
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def index(pelican: Pelican) -> None:
    """Write the search index of the finished pages; not where SEARCH_INDEX is off, as whoever serves them makes it."""
    if pelican.settings["SEARCH_INDEX"]:
        write_index(Path(pelican.output_path), Path(pelican.settings["PICTURE_CACHE"], "search"))

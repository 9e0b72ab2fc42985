"""Builds of a plain site: over at once, killed, damaged, moved, two at once."""

from __future__ import annotations

import glob
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.fast_build import manifest
from tests.fast_build.forked_pelican import build, kill, start
from tests.fast_build.plain_site import PlainSite
from tests.fast_build.test_differential import ROOT, clean, difference, files, step

UNCHANGED = "nothing has changed"


@pytest.fixture
def site(tmp_path: Path) -> PlainSite:
    return PlainSite(tmp_path / "site", ROOT, random.Random(3))


def command(site: PlainSite, *arguments: str) -> str:
    """What `python -m plugins.fast_build` prints."""
    words = [sys.executable, "-m", "plugins.fast_build", "-s", "fast.py", "-o", "../output", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=site.folder, env=environment, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def test_nothing_changed_is_told_and_pelican_is_not_even_loaded(site: PlainSite) -> None:
    assert UNCHANGED not in command(site)
    script = (
        "import sys\n"
        "from plugins.fast_build import __main__ as entry\n"
        "entry.main(['-s', 'fast.py', '-o', '../output'])\n"
        "assert 'pelican' not in sys.modules and 'jinja2' not in sys.modules\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=site.folder, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert UNCHANGED in done.stdout.decode()
    assert UNCHANGED in step(site)[1], "Pelican itself knows it too"
    assert UNCHANGED not in command(site, "--no-cache")


CHANGES = {
    "a body": lambda site: site.edit_body(),
    "a new article": lambda site: site.add(),
    "a note on an article that had none": lambda site: site.write("notes/post-3.json", '["first"]'),
    "what a plugin reads": lambda site: site.write("motto.txt", "Upward"),
    "a template": lambda site: site.write("theme/templates/taglist.html", "none"),
    "a picture": lambda site: site.write("content/images/new.txt", "new"),
    "a setting": lambda site: site.write("fast.py", (site.folder / "fast.py").read_text() + "SLOGAN = 'Finely'\n"),
    "the plugin": lambda site: site.upgrade_plugin(),
    "the output": lambda site: site.folder.with_name("output").joinpath("index.html").write_text("by hand"),
    "the output, a file less": lambda site: site.folder.with_name("output").joinpath("feed.xml").unlink(),
}


def test_every_change_is_noticed(site: PlainSite) -> None:
    step(site)
    for name, change in CHANGES.items():
        assert UNCHANGED in step(site)[1], f"before {name}"
        change(site)
        found, text = step(site)
        assert UNCHANGED not in text, name
        assert difference(found, clean(site)) == [], name


def test_what_is_made_anew_does_not_grow_with_links_to_files(site: PlainSite) -> None:
    for post in site.posts:
        post.write_text(f"{post.read_text()}\n![a]({{static}}/images/a.txt)\n")
    step(site)
    site.edit_body()
    found, text = step(site)
    assert " 2 of them made anew" in text  # its page and the feed
    assert difference(found, clean(site)) == []


def test_whoever_attaches_a_file_takes_it_unless_another_links_to_it(site: PlainSite) -> None:
    texts = {post: post.read_text() for post in site.posts}
    step(site)
    for number, kind in ((1, "attach"), (3, "static"), (1, ""), (2, "attach"), (3, ""), (4, "")):
        post = site.folder / f"content/posts/post-{number}.md"
        post.write_text(f"{texts[post]}\n![a]({{{kind}}}/images/a.txt)\n" if kind else f"{texts[post]}\nMore.\n")
        found, text = step(site)
        assert difference(found, clean(site)) == [], f"{kind} in {number}\n{text}"


def test_a_file_that_appears_beside_the_site_is_nothing_to_it(site: PlainSite) -> None:
    """Pelican and Markdown look through all folders that Python imports from, for packages."""
    step(site)
    (site.folder / "a-letter.txt").write_text("to nobody")
    assert UNCHANGED in step(site)[1]


def test_a_change_that_changes_no_page_writes_none(site: PlainSite) -> None:
    step(site)
    output = site.folder.with_name("output")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*.html")}
    template = site.folder / "theme/templates/taglist.html"
    template.write_text(f"{{# a remark #}}{template.read_text()}")
    step(site)
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*.html")} == before


def test_killed_builds_leave_no_trace(site: PlainSite, tmp_path: Path) -> None:
    """At ever later moments of a build, which are told by what it has written."""
    output = site.folder.with_name("output")
    step(site)
    kills = 0
    for number in range(20):
        site.change()
        site.write("theme/templates/base.html", f"{number} " + (site.folder / "theme/templates/base.html").read_text())
        process = start(site.folder, ["-s", "fast.py", "-o", str(output)], tmp_path / "log")
        aside = Path(f"{output}.undo.{next((site.folder / 'cache/fast_build').iterdir()).name}")
        while process.is_alive():
            if len(glob.glob(f"{aside}/*.*")) > number:  # noqa: PTH207 - folders vanish
                kill(process)
                kills += 1
                break
    assert kills > 10
    found, _ = step(site)
    assert difference(found, clean(site)) == []


@pytest.mark.parametrize("name", ["manifest", "graph", "shelf"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "turned", "gone"])
def test_a_damaged_cache_costs_time_and_nothing_else(site: PlainSite, name: str, damage: str) -> None:
    step(site)
    file = next((site.folder / "cache").rglob(f"{name}*"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"emptied": b"", "cut": bytes(data[: len(data) // 3]), "turned": bytes(data)}[damage])
    site.edit_body()
    found, _ = step(site)
    assert difference(found, clean(site)) == []


def test_a_cache_of_another_site_is_of_no_use_and_does_no_harm(site: PlainSite, tmp_path: Path) -> None:
    step(site)
    other = PlainSite(tmp_path / "b/site", ROOT, random.Random(4))
    shutil.copytree(site.folder / "cache", other.folder / "cache")
    found, _ = step(other)
    assert difference(found, clean(other)) == []


def test_a_clone_elsewhere_with_the_cache_and_the_output_has_nothing_to_do(site: PlainSite, tmp_path: Path) -> None:
    step(site)
    shutil.copytree(tmp_path, tmp_path.with_name(tmp_path.name + "-clone"), copy_function=shutil.copyfile)
    clone = PlainSite.__new__(PlainSite)
    clone.folder = tmp_path.with_name(tmp_path.name + "-clone") / "site"
    for name in ("fast.py", "stock.py"):
        text = (clone.folder / name).read_text().replace(str(site.folder), str(clone.folder))
        (clone.folder / name).write_text(text)
    assert UNCHANGED in step(clone)[1]
    shutil.rmtree(clone.folder.parent)


def test_two_builds_at_once_take_turns(site: PlainSite, tmp_path: Path) -> None:
    step(site)
    site.edit_template()
    arguments = ["-s", "fast.py", "-o", str(site.folder.with_name("output"))]
    builds = [start(site.folder, arguments, tmp_path / f"log-{number}") for number in range(2)]
    for process in builds:
        process.join()
    assert [process.exitcode for process in builds] == [0, 0]
    assert difference(files(site.folder.with_name("output")), clean(site)) == []


def test_a_failed_build_leaves_the_last_good_output(site: PlainSite) -> None:
    good, _ = step(site)
    site.write("theme/templates/article.html", "{{ article.nothing.at.all }}")
    code, _ = build(site.folder, "-s", "fast.py", "-o", str(site.folder.with_name("output")))
    assert code != 0
    assert difference(files(site.folder.with_name("output")), good) == []


VOLATILE = """
from datetime import datetime
from pelican import signals

def stamp(generator):
    generator.env.globals["site_words"] = str(datetime.now())

def register():
    signals.generator_init.connect(stamp)
"""


def test_a_plugin_that_asks_the_clock_takes_the_proof_away(site: PlainSite) -> None:
    site.write("clock_plugin.py", VOLATILE)
    path = site.folder / "fast.py"
    path.write_text(path.read_text() + "PLUGINS += ['clock_plugin']\n")
    step(site)
    output = site.folder.with_name("output")
    code, text = build(site.folder, "-s", "fast.py", "-o", str(output))
    assert code == 0
    assert UNCHANGED not in text
    kept = manifest.load(next((site.folder / "cache").rglob("manifest")))
    assert kept.doubts == ("clock_plugin.py:6: it calls datetime.datetime.now()",)


def test_an_article_with_a_new_comment_still_depends_on_what_it_links_to(site: PlainSite) -> None:
    """Its text is compared before its page is made again, and Pelican works it out once alone."""
    linking, linked = site.posts[0], site.posts[1]
    linking.write_text(f"{linking.read_text()}\n[other]({{filename}}{linked.name})\n")
    step(site)
    site.write(f"notes/{linking.stem}.json", '["One word more."]')
    step(site)
    linked.rename(linked.with_name("elsewhere.md"))
    found, _ = step(site)
    assert difference(found, clean(site)) == []


PROGRAM_PLUGIN = """
import subprocess
from pathlib import Path
from pelican import signals


def copy_all(pelican):
    output = Path(pelican.output_path)
    (output / "copies").mkdir(exist_ok=True)
    (output / "copies/pages.txt").write_text(str(sorted(path.name for path in output.glob("posts/**/*.html"))))
    subprocess.run(["cp", *map(str, sorted(output.glob("*.html"))), str(output / "copies")], check=True)


def register():
    signals.finalized.connect(copy_all)
"""


def test_what_a_program_writes_again_under_the_same_names_stays(site: PlainSite) -> None:
    site.write("copies_plugin.py", PROGRAM_PLUGIN)
    with (site.folder / "fast.py").open("a") as settings:
        settings.write('PLUGINS = [*PLUGINS, "copies_plugin"]\nFAST_BUILD_PROGRAMS = ["cp"]\n')
    for number in range(5):
        path = site.posts[number]
        if number == 3:
            path.unlink()  # what looks at the output must not see its page any more
        elif number:
            path.write_text(path.read_text() + f"\nSentence {number}.\n")
        found, text = step(site)
        assert difference(found, clean(site)) == [], text
        assert found
        assert sum(name.startswith("copies/") for name in found) > 5

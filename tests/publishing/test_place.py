"""A place: made and brought up to date by `publish.init`, and looked at by `publish.doctor`."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.publication.mistake import PublicationError
from plugins.publishing import doctor, due, environments, preview_folder, release_folder, setting_up
from plugins.publishing.place import Place
from tests.copies import git
from tests.publishing.conftest import PATIENCE, SITE, Writer, invoke, use_this_environment

NOW = datetime.now(UTC)


def wrong(place: Place, now: datetime = NOW) -> dict[str, str]:
    """What the doctor finds wrong, but for the servers, which nobody has started."""
    findings = doctor.examine(place, SITE, setting_up.getpass.getuser(), now)
    return {found.what: found.wrong for found in findings if found.wrong and "answer" not in found.wrong}


def test_a_second_run_changes_nothing_and_a_third_mends(place: Place, owner: Writer) -> None:
    # The place was moved since it was made: its examples name the paths.
    moved = list(setting_up.set_up(place, owner.folder, SITE, NOW))
    assert {line.split()[0] for line in moved} == {"changed"}
    assert all("/web/" in line or "/systemd/" in line for line in moved)
    assert list(setting_up.set_up(place, owner.folder, SITE, NOW)) == []

    keys = place.secrets.read_text()
    (place.repository / "hooks/pre-receive").chmod(0o644)
    (place.bin / "door").write_text("")
    git(place.repository, "config", "receive.fsckObjects", "false")
    place.state.chmod(0o755)
    shutil.rmtree(place.web)
    broken = wrong(place)
    assert {
        "hooks/pre-receive".replace("hooks", "publication.git/hooks"),
        "bin/door",
        "git's receive.fsckObjects",
    } <= set(broken)
    assert broken["state/"] == "has mode 755, not 700"
    said = list(setting_up.set_up(place, owner.folder, SITE, NOW))
    assert f"changed {place.bin}/door" in said
    assert f"made {place.web}/Caddyfile" in said
    assert place.secrets.read_text() == keys, "the key is never made anew"
    assert {name: words for name, words in wrong(place).items() if name != "the timer"} == {}


def test_a_first_release_that_fails_is_mended_by_the_next_run(made: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(made / "clone"), "clone")
    clone = Writer(tmp_path / "clone")
    text = (clone.folder / "content/articles/first.md").read_text()
    clone.write("content/articles/first.md", text.replace("author: desk", "author: nobody"))
    clone.commit("A mistake")
    use_this_environment(tmp_path / "place")
    place = Place(tmp_path / "place")
    failed = invoke(clone.folder, "publish.init", "--to", str(place.folder))
    assert failed.returncode == 1
    assert "content/articles/first.md:5: author: " in failed.stderr
    assert release_folder.live(place) is None
    clone.write("content/articles/first.md", text)
    clone.commit("Corrected")
    assert invoke(clone.folder, "publish.init", "--to", str(place.folder)).returncode == 0
    live = release_folder.live(place)
    assert live
    assert live.commit == git(clone.folder, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize("name", ["with blank", "quo'te", "$x", "ö", "semi;colon"])
def test_a_place_has_a_plain_path(name: str, tmp_path: Path, owner: Writer) -> None:
    with pytest.raises(PublicationError, match="cannot stand in every file"):
        list(setting_up.set_up(Place(tmp_path / name), owner.folder, SITE, NOW))
    assert not (tmp_path / name).exists()


def test_a_hook_without_a_release_says_what_to_do(place: Place, author: Writer) -> None:
    place.current.unlink()
    author.article("second")
    pushed = author.push()
    assert pushed.returncode == 1
    assert f"On the server, run: invoke publish.init --to {place.folder}" in pushed.stderr


def test_the_doctor_of_a_healthy_place_names_what_nobody_has_started(place: Place, owner: Writer) -> None:
    list(setting_up.set_up(place, owner.folder, SITE, NOW))
    due.run(place, NOW, PATIENCE)
    tree = place.current.resolve() / "tree"
    done = invoke(tree, "publish.doctor", "--json")
    found = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert {name for name, finding in found.items() if finding["wrong"]} == {"the web server", "the inbox"}
    assert done.returncode == 1
    last = invoke(tree, "publish.doctor").stdout.splitlines()[-1]
    assert last == f"{len(found) - 2} of {len(found)} things are as they should be."


def test_the_doctor_sees_what_time_and_people_leave(place: Place, owner: Writer, author: Writer) -> None:
    list(setting_up.set_up(place, owner.folder, SITE, NOW))
    assert wrong(place)["the timer"] == "has never run"
    due.run(place, NOW, PATIENCE)
    assert "the timer" not in wrong(place)
    assert wrong(place, NOW + timedelta(hours=1))["the timer"].startswith("ran last at ")

    author.article("second", date="2150-01-01 09:00 +00:00")
    author.push()
    later = datetime(2150, 1, 2, tzinfo=UTC)
    assert wrong(place, later)["the live release"] == "shows a time that is over"
    author.push("HEAD:idea")
    (preview,) = preview_folder.all_of(place)
    over = datetime.fromisoformat(preview.expires_at)
    assert wrong(place, over)["previews"] == "are over: idea"

    place.secrets.chmod(0o644)
    assert wrong(place)["private.env"] == "can be read by others"
    place.secrets.chmod(0o600)
    place.secrets.write_text("SIGNING_KEYS=\n")
    assert "the inbox does not start without" in wrong(place)["private.env"]
    place.secrets.unlink()
    assert wrong(place)["private.env"] == "is missing"


def test_the_doctor_sees_a_damaged_repository(place: Place) -> None:
    objects = place.repository / "objects"
    for path in [*objects.rglob("*.pack"), *objects.glob("??/*")]:
        path.chmod(0o644)
        path.write_bytes(b"")
    assert "is damaged" in wrong(place)["the repository"]


def test_packages_that_no_release_uses_go(place: Place) -> None:
    idle = place.environments / "publish-0123456789ab"
    (idle / "bin").mkdir(parents=True)
    environments.prune(place)
    assert not idle.exists()
    assert len(list(place.environments.iterdir())) == 1

"""The pinned requirements are complete, and what `make` installs is exactly what they say."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class Pin:
    """One line of a lock that holds on this machine."""

    name: str
    version: str
    extras: frozenset[str]
    hashes: int


def pins_of(lock: str) -> Iterator[Pin]:
    """The pins of this machine. A line that does not name exactly one version raises ValueError."""
    for line in lock.replace("\\\n", " ").splitlines():
        text = line.split(" #")[0].strip()
        if not text or text.startswith("#"):
            continue
        stated, *hashes = text.split(" --hash=")
        requirement = Requirement(stated.strip())
        operators = [one.operator for one in requirement.specifier]
        if operators != ["=="] or requirement.url:
            raise ValueError(f"{requirement.name} is not pinned to one version")
        if requirement.marker is None or requirement.marker.evaluate():
            version = next(iter(requirement.specifier)).version
            yield Pin(canonicalize_name(requirement.name), version, frozenset(requirement.extras), len(hashes))


def faults_of(pins: Iterable[Pin], requires: dict[str, list[str]]) -> list[str]:
    """What the pins leave open: a requirement of a pinned distribution that no pin meets, or an extra not named."""
    by_name: dict[str, Pin] = {}
    faults = []
    for pin in pins:
        if pin.name in by_name:
            faults.append(f"{pin.name} is pinned twice")
        if not pin.hashes:
            faults.append(f"{pin.name} has no hash")
        by_name[pin.name] = pin
    for pin in by_name.values():
        for text in requires.get(pin.name, []):
            wanted = Requirement(text)
            if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *pin.extras)):
                continue
            met = by_name.get(canonicalize_name(wanted.name))
            if met is None or not wanted.specifier.contains(met.version, prereleases=True):
                faults.append(f"{pin.name} needs {wanted}")
            elif not wanted.extras <= met.extras:
                faults.append(f"{pin.name} needs {wanted}, and the pin names no such extra")
    return faults


@pytest.mark.parametrize("lock", ["core.txt", "test.txt"])
def test_every_requirement_of_a_pinned_package_is_met_by_a_pinned_one(lock: str) -> None:
    pins = list(pins_of((REQUIREMENTS / lock).read_text(encoding="utf-8")))
    requires = {pin.name: metadata.distribution(pin.name).requires or [] for pin in pins}
    assert len(pins) > 10
    assert faults_of(pins, requires) == []


@pytest.mark.parametrize("lock", ["core.txt", "heic.txt", "labels.txt", "ocr.txt"])
def test_the_locks_agree_with_each_other(lock: str) -> None:
    full = {pin.name: pin.version for pin in pins_of((REQUIREMENTS / "test.txt").read_text(encoding="utf-8"))}
    ours = {pin.name: pin.version for pin in pins_of((REQUIREMENTS / lock).read_text(encoding="utf-8"))}
    assert {name: version for name, version in ours.items() if name in full} == {
        name: version for name, version in full.items() if name in ours
    }


def test_the_locks_name_no_address() -> None:
    for lock in REQUIREMENTS.glob("*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_a_lock_without_an_extra_that_somebody_needs_is_found_out() -> None:
    pins = [Pin("plugin", "1.0", frozenset(), 1), Pin("engine", "1.0", frozenset(), 1)]
    assert faults_of(pins, {"plugin": ["engine[fast]>=1"]}) == [
        "plugin needs engine[fast]>=1, and the pin names no such extra"
    ]


def test_a_lock_with_a_missing_or_too_old_package_is_found_out() -> None:
    pins = [Pin("plugin", "1.0", frozenset({"fast"}), 1), Pin("engine", "1.0", frozenset(), 1)]
    needs = {"plugin": ["engine>=2", 'fuel; extra == "fast"', 'wings; extra == "slow"']}
    assert faults_of(pins, needs) == ["plugin needs engine>=2", 'plugin needs fuel; extra == "fast"']


# -- Installing --------------------------------------------------------------------------------------------------------


@dataclass
class Index:
    """A package index in a folder."""

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, version: str, *, requires: tuple[str, ...] = (), extras: tuple[str, ...] = ()) -> None:
        """Make a wheel of one empty module."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        wheel = place / f"{name}-{version}-py3-none-any.whl"
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Provides-Extra: {extra}" for extra in extras] + [f"Requires-Dist: {one}" for one in requires]
        info = f"{name}-{version}.dist-info"
        files = {f"{name}.py": "", f"{info}/METADATA": "\n".join(lines) + "\n", f"{info}/WHEEL": WHEEL}
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
            archive.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD")))
        self.hashes[f"{name}=={version}"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
        links = "".join(f'<a href="{one.name}">{one.name}</a>' for one in sorted(place.glob("*.whl")))
        (place / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", encoding="utf-8")

    def pin(self, name: str, version: str, *, extras: str = "") -> str:
        return f"{name}{extras}=={version} --hash=sha256:{self.hashes[f'{name}=={version}']}\n"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """A plugin that needs an engine with its fast part; newer ones of both were published after the lock was made."""
    made = Index(tmp_path / "index")
    made.offer("plugin", "1.0", requires=("engine[fast]>=1",))
    for version in ("1.0", "1.1"):
        made.offer("engine", version, requires=('fuel>=1; extra == "fast"',), extras=("fast",))
        made.offer("fuel", version)
    return made


def install(index: Index, checkout: Path, lock: str) -> subprocess.CompletedProcess[str]:
    """What `make run` does on a machine where nothing is installed."""
    (checkout / "requirements").mkdir(parents=True)
    (checkout / "requirements" / "core.txt").write_text(lock, encoding="utf-8")
    shutil.copy(ROOT / "Makefile", checkout)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE"))}
    environment = {**clean, "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index.folder.as_uri()}
    return subprocess.run(
        ["make", ".venv/core.stamp"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


def test_exactly_the_lock_is_installed_whatever_was_published_since(index: Index, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    lock = index.pin("plugin", "1.0") + index.pin("engine", "1.0", extras="[fast]") + index.pin("fuel", "1.0")
    done = install(index, checkout, lock)
    assert done.returncode == 0, done.stdout + done.stderr
    (packages,) = checkout.glob(".venv/lib/python*/site-packages")
    there = {one.metadata["Name"]: one.version for one in metadata.distributions(path=[str(packages)])}
    assert there | {"plugin": "1.0", "engine": "1.0", "fuel": "1.0"} == there


def test_an_installation_in_which_something_is_missing_fails(index: Index, tmp_path: Path) -> None:
    done = install(index, tmp_path / "checkout", index.pin("plugin", "1.0"))
    assert done.returncode != 0
    assert "plugin 1.0 requires engine, which is not installed" in done.stdout

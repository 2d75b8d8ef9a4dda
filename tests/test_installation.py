"""What is installed is what is here: a file that no pattern of setup.cfg names would be missing after `pip install`."""

import configparser
import glob
import subprocess
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ("kb", "bot", "articles", "desk", "web")


@pytest.fixture(scope="module")
def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def ours() -> list[PurePosixPath]:
    """Every file of the packages that is not Python's own leaving."""
    return [
        PurePosixPath(file.relative_to(ROOT))
        for package in HOUSE
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    ]


def installed(setup: configparser.ConfigParser) -> set[PurePosixPath]:
    found = {file for file in ours() if file.suffix == ".py"}
    for package, patterns in setup["options.package_data"].items():
        folder = ROOT / package.replace(".", "/")
        for pattern in patterns.split():
            named = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - as setuptools does
            found |= {PurePosixPath((folder / name).relative_to(ROOT)) for name in named}
    return found


def test_every_file_is_installed(setup):
    assert len(ours()) > 50
    assert set(ours()) - installed(setup) == set()


def test_every_folder_of_code_is_a_package():
    folders = {file.parent for file in ours() if file.suffix == ".py"}
    assert {folder for folder in folders if not (ROOT / folder / "__init__.py").exists()} == set()


def test_tests_and_measurements_are_not_installed(setup):
    assert {line.split(".")[0] for line in setup["options.packages.find"]["include"].split()} == set(HOUSE)


@pytest.mark.parametrize("asked", ["help", "run", "test", "test BROWSER=no", "lint", "check", "bench"])
def test_make_understands_its_targets(asked):
    result = subprocess.run(["make", "--dry-run", *asked.split()], cwd=ROOT, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")

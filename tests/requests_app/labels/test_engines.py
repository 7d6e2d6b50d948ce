"""Engines are extras: what is not there is left out, and what is there keeps its promise."""

import sys

import pytest

from requests_app.labels.engines import PACKAGES, Engine, installed, versions
from requests_app.labels.isolation import LIMITS
from tests.bench.labels import LEAST_READ, measure

SAMPLE = (1, 2, 9, 10, 11, 14, 24, 40)


def test_the_engines_of_the_test_set_are_there() -> None:
    assert installed() == (Engine.BARCODE, Engine.TEXT)
    assert versions(Engine.BARCODE).startswith("zxing-cpp ")
    assert "onnxruntime " in versions(Engine.TEXT)


@pytest.mark.parametrize("engine", Engine)
def test_an_engine_without_one_of_its_packages_is_not_there(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    for module in PACKAGES[engine].values():
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            assert engine not in installed()


@pytest.mark.one_database
def test_a_sample_of_the_bench_is_read_without_an_error_in_bounded_memory() -> None:
    figures = measure(tuple(Engine), SAMPLE)
    assert (figures.wrong, figures.parts_wrong) == (0, 0)
    assert figures.read >= LEAST_READ * (figures.read + figures.left_out)
    assert figures.known_bare == sum(1 for number in SAMPLE if number % 10 == 9)
    assert figures.megabytes < LIMITS.memory_mb

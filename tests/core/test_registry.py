"""Registries: ours found by file, others' by entry point; every name is there, and every failure says whose it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest

from algorist.core.errors import InputError, Unavailable
from algorist.core.method import Method
from algorist.core.registry import LANGUAGES, METHODS, MODELS, TASKS, Registry

KINDS = {"language": LANGUAGES, "method": METHODS, "model": MODELS, "task": TASKS}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_registered_loads(kind: str) -> None:
    registry = KINDS[kind]
    assert registry.names()
    assert len(set(registry.names())) == len(registry.names())
    for name in registry.names():
        assert "_" not in name or kind == "task"
        thing = registry.get(name)
        if kind in ("language", "method"):
            assert thing.name == name
        if kind != "task":  # a task may be a family of them, opened with its part
            assert thing.summary


def test_methods_are_spelled_as_their_files_with_dashes() -> None:
    assert {"direct", "chain-of-thought", "self-consistency", "program", "knockout", "formalise"} <= set(
        METHODS.names()
    )
    assert all(isinstance(METHODS.get(name), Method) for name in METHODS.names())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("knokout", "There is no method 'knokout'. Did you mean knockout?"),
        ("self_consistency", "Did you mean self-consistency?"),
        ("formalising", "There is no method 'formalising'."),
        ("xyzzy", "There are: chain-of-thought, direct,"),
        ("", "There is no method ''. There are:"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(given: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        METHODS.get(given)
    assert message in str(caught.value)


PLUGIN = """
from algorist.core.answer import Answer, Status
from algorist.core.method import method

@method(paper="S999")
async def oracle(problem, run):
    "Return what an oracle says."
    return Answer("42", status=Status.GUESSED)

@method(paper="S999")
async def direct(problem, run):
    "Return what an impostor says."
"""

ENTRY_POINTS = """\
[algorist.methods]
oracle = plugin_of_registry:oracle
direct = plugin_of_registry:direct
broken = plugin_of_registry:missing
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[Method]]:
    (tmp_path / "plugin_of_registry.py").write_text(PLUGIN)
    metadata = tmp_path / "plugin_of_registry-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin-of-registry\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    yield Registry("method", "algorist.methods", "METHOD", name_of=lambda name: name.replace("_", "-"))
    sys.modules.pop("plugin_of_registry", None)


def test_another_package_adds_a_method_and_replaces_none_of_ours(plugin: Registry[Method]) -> None:
    assert plugin.names()[-2:] == ("broken", "oracle")
    assert plugin.get("oracle").summary == "Return what an oracle says."
    assert plugin.get("direct") is METHODS.get("direct")


def test_a_broken_plugin_is_named(plugin: Registry[Method]) -> None:
    with pytest.raises(Unavailable, match="method broken of the package plugin-of-registry does not load"):
        plugin.get("broken")


def test_names_are_listed_without_importing_what_they_name() -> None:
    source = (
        "import sys; from algorist.core.registry import *; import algorist.core.registry as r;"
        "[each.names() for each in (r.LANGUAGES, r.METHODS, r.MODELS, r.TASKS)];"
        "heavy = {'ortools', 'highspy', 'xllamacpp', 'openai', 'torch', 'pysat'} & set(sys.modules);"
        "ours = [m for m in sys.modules if m.startswith('algorist.methods.') or m.startswith('algorist.lm.')];"
        "sys.exit(str((heavy, ours)) if heavy or ours else 0)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

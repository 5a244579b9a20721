r"""Isabelle as a process: a theorem as a theory of its own, loaded by `isabelle process -T`, and its oracles from `thm_oracles`.

Isabelle prints plain lines on standard output: errors begin with `*** `, warnings with `### `. An error ends with its place,
`*** At command "by" (line 3 of "Goal.thy")`, and makes the exit code other than 0. `thm_oracles x` prints the line `oracles:` and
below it, set in, a line for each: `skip_proof` for `sorry`, others for what code has evaluated or an outside prover has said.

A theory can run ML, so that the words that define, declare, evaluate or switch something are refused wherever they stand, comments and
strings included. A proof that rests on any oracle is not the kernel's, and is refused.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from algorist.core.errors import FormalError
from algorist.formal.theorem.assistant import Compiled, Needs, Ran, run
from algorist.formal.theorem.tree import Theorem, identifier

WORDS = re.compile(
    r"\b(sorry|oops|ML\w*|SML\w*|\w*setup|\w*tactic|oracle|axiomatization|axiom\w*|declare|declaration|theory|imports|begin|end|lemma"
    r"|theorem|corollary|proposition|schematic_goal|lemmas|theorems|named_theorems|definition|abbreviation|fun|function|primrec|primcorec"
    r"|termination|partial_function|datatype|codatatype|old_datatype|datatype_compat|record|typedef|type_\w+|no_\w+|quotient_\w+|inductive"
    r"|coinductive|inductive_set|inductive_cases|inductive_simps|class|instance|instantiation|subclass|locale|sublocale|context|interpretation"
    r"|global_interpretation|interpret|overloading|consts|judgment|notation|syntax|translations|\w*translation|bundle|unbundle|include|including"
    r"|default_sort|setup_lifting|lift_definition|lifting_\w+|code_\w+|export_\w+|value|values|eval|normalization|code_simp|sledgehammer"
    r"|nitpick|nunchaku|quickcheck|refute|try|try0|solve_direct|find_theorems|print_\w+|thm|thm_\w+|term|prop|typ|full_prf|prf|attribute_\w+"
    r"|generate_file\w*|external_file|bibtex_file|ROOTS_file|scala_\w*|compile_generated_files|ghc|hide_\w+|extract\w*|realiz\w*"
    r"|text|text_raw|txt|section|sub\w*section|chapter|paragraph|subparagraph|notepad|method|specification|free_constructors|\w*bnf|alias"
    r"|setup_result|quick_and_dirty|smt_oracle|skip_proofs|cheat_tac)\b"
    r"|\[\[|\{\*|@\{|\\<\^(?!su[bp]>|bold>)"
)
"""What no proof and no statement may hold: all that a theory may say beside proofs, and the ways from proofs into ML."""

THEORY = "Goal"
_PLACE = re.compile(rf'\(line (\d+) of "[^"]*{THEORY}\.thy"\)')


def source(theorem: Theorem, proof: Sequence[str], tail: Sequence[str]) -> tuple[str, int]:
    """Return the theory and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    statement, text = theorem.statement, "\n".join(proof)
    for what, said in (("what is to be shown", statement), ("a proof", text)):
        match = WORDS.search(said)
        if match:
            line = said.count("\n", 0, match.start()) + 1
            column = match.start() - said.rfind("\n", 0, match.start())
            raise FormalError(line, column, f"{match[0]!r} has no place in {what}.", "Leave it out.")
    early = re.search(r'"|\\(?!<)', statement)
    if early:  # a backslash before the closing mark would make the proof a part of what is to be shown
        raise FormalError(1, early.start() + 1, f"{early[0]} ends what is to be shown.", "Leave it out.")
    imports = " ".join(f'"{name}"' for name in theorem.imports) or "Main"
    head = [f"theory {THEORY} imports {imports} begin", f'theorem {identifier(theorem.name)}: "{statement}"']
    return "\n".join([*head, *proof, *tail, "end"]) + "\n", len(head)


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int) -> Compiled:
    """Have Isabelle judge a theorem with a proof; raises FormalError, TimeoutError and Unavailable."""
    text, before = source(theorem, proof.splitlines(), [f"thm_oracles {identifier(theorem.name)}"])
    ran = ask(text, seconds, memory)
    wrong = error(ran)
    if wrong is not None:
        line, message = wrong
        return Compiled(False, (), max(1, line - before), 1, message)
    oracles = _oracles(ran.output)
    if oracles is None:
        return Compiled(False, error="Isabelle does not say which oracles the theorem rests on")
    if oracles:
        return Compiled(False, error=f"it rests on {', '.join(oracles)}, which the kernel has not shown")
    return Compiled(True)


def ask(text: str, seconds: float, memory: int) -> Ran:
    """Have Isabelle load a theory. The heap is bounded by an option, since the run-time systems reserve more than they use.

    Isabelle's parts speak to each other through the network, and keep files in ~/.isabelle and /tmp.
    """
    ends = time.monotonic() + seconds
    kept = {"HOME": str(Path.home()), "ML_OPTIONS": f"--maxheap {max(512, memory >> 20)}M"}
    kept |= {name: os.environ[name] for name in ("ISABELLE_LOGIC", "USER_HOME") if name in os.environ}
    options = ["-o", "threads=1", "-o", "parallel_proofs=0", "-o", "quick_and_dirty=false"]
    with tempfile.TemporaryDirectory(prefix="algorist-isabelle-") as folder:
        (Path(folder) / f"{THEORY}.thy").write_text(text, encoding="utf-8")
        needs = Needs(kept, (str(Path.home() / ".isabelle"), "/tmp"), network=True)
        return run("isabelle", ["process", *options, "-T", THEORY], folder, ends, None, needs)


def error(ran: Ran) -> tuple[int, str] | None:
    """Return the line and the words of the first error, line 0 where it has no place; None where all went well."""
    block: list[str] = []
    for line in (ran.output + "\n" + ran.errors).splitlines():
        if line.startswith("***"):
            block.append(line.removeprefix("***").strip())
            if block[-1].startswith("At command"):
                break
        elif block:
            break
    if block:
        places = _PLACE.findall(block[-1]) or _PLACE.findall(" ".join(block))
        said = " ".join(part for part in block if not part.startswith("At command")) or block[0]
        return int(places[0]) if places else 0, _PLACE.sub("", said).replace("  ", " ")[:400]
    if ran.exit_code:
        return (
            0,
            f"Isabelle ended with exit code {ran.exit_code}: {(ran.errors or ran.output).strip()[-300:] or 'nothing said'}",
        )
    return None


def _oracles(output: str) -> tuple[str, ...] | None:
    """Return what `thm_oracles`, the theory's last command, lists; None where its answer is missing, or there are several."""
    lines = output.splitlines()
    if lines.count("oracles:") != 1:
        return None
    listed = [line for line in lines[lines.index("oracles:") + 1 :] if line.strip() and not line.startswith("###")]
    return tuple(re.sub(r"^\W+", "", line).split(":")[0].strip() for line in listed if line.startswith(" "))

"""Instances that no solver here decides in two seconds, a different one for every number, in every formal language."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction


def constraint(number: int) -> str:
    """A market split (Cornuejols and Dawande 1998): 0/1 variables, a few equations with large coefficients."""
    rng, size = random.Random(number), 40 + number % 10
    lines = [f"var {', '.join(f'x{place}' for place in range(size))} in 0..1"]
    for _ in range(5):
        weights = [rng.randint(0, 99) for _ in range(size)]
        lines.append(
            " + ".join(f"{weight}*x{place}" for place, weight in enumerate(weights)) + f" = {sum(weights) // 2}"
        )
    return "\n".join(lines) + "\n"


def linear(number: int) -> str:
    """A market split with slack to minimise: its relaxation is worth nothing."""
    rng, size, rows = random.Random(number), 40 + number % 10, 5
    lines = [f"var {', '.join(f'x{place}' for place in range(size))} in [0, 1] integer"]
    slacks = [f"{sign}{row}" for row in range(rows) for sign in "pm"]
    lines += [f"var {', '.join(slacks)} >= 0", f"minimize {' + '.join(slacks)}"]
    for row in range(rows):
        weights = [rng.randint(0, 99) for _ in range(size)]
        form = " + ".join(f"{weight}*x{place}" for place, weight in enumerate(weights))
        lines.append(f"{form} + p{row} - m{row} = {sum(weights) // 2}")
    return "\n".join(lines) + "\n"


def horn(number: int) -> str:
    """Endless derivations, permutations and pigeonholes in Prolog."""
    size = 12 + number % 10
    kinds = (
        f"p(X) :- p(s(X)). ?- p({'s(' * (number % 7)}a{')' * (number % 7)}).",
        f"?- length(L, {size}), numlist(1, {size}, N), permutation(N, L), nth1(1, L, {size + 1}).",
        f":- use_module(library(clpfd)). ?- length(L, {size}), L ins 1..{size - 1}, all_different(L), label(L).",
        f"c(0). c(1). q([]). q([H|T]) :- c(H), q(T). ?- length(L, {size + 14}), q(L), sum_list(L, {size + 20}).",
    )
    return kinds[number % len(kinds)]


def logic(number: int) -> str:
    """Pigeonholes, and colourings of random graphs near the threshold."""
    rng, size = random.Random(number), 11 + number % 5
    if number % 2:
        lines = [
            f"sort P = 1..{size}",
            f"sort H = 1..{size - 1}",
            "func at(P): H",
            "all x in P, y in P: x < y -> at(x) != at(y)",
        ]
        return "\n".join(lines)
    names = ", ".join(f"v{place}" for place in range(40))
    lines = [f"sort V = {{{names}}}", "sort C = 1..4", "func colour(V): C"]
    edges = {tuple(sorted(rng.sample(range(40), 2))) for _ in range(190)}
    lines += [f"colour(v{one}) != colour(v{other})" for one, other in sorted(edges)]
    return "\n".join([*lines, "all x in V: exists y in V: x != y and colour(x) + 1 = colour(y) or colour(x) = 4"])


def plan(number: int) -> str:
    """A room full of boxes, the cheapest way to push each of them onto a goal."""
    rng, side = random.Random(number), 14 + number % 5
    inner = [(row, column) for row in range(2, side - 2) for column in range(2, side - 2)]
    marks = dict(zip(rng.sample(inner, 17), "@" + "$" * 8 + "." * 8, strict=True))
    rows = []
    for row in range(side):
        border = row in (0, side - 1)
        rows.append(
            "".join(
                "#" if border or column in (0, side - 1) else marks.get((row, column), "-") for column in range(side)
            )
        )
    return "\n".join(rows) + "\n"


def polynomial(number: int) -> str:
    """Sums of squares of many terms in many variables."""
    rng = random.Random(number)
    variables = rng.randint(6, 8)
    squares = []
    for _ in range(rng.randint(4, 6)):
        terms = []
        for _ in range(rng.randint(4, 6)):
            powers = [rng.randint(1, variables) for _ in range(rng.randint(1, 3))]
            terms.append(f"{rng.randint(-9, 9)}*" + "*".join(f"x{k}" for k in powers))
        squares.append(f"({' + '.join(terms)} + {rng.randint(1, 9)})^2")
    tail = " + ".join(f"x{k}^6 + x{k}^4 + x{k}^2" for k in range(1, variables + 1))
    return " + ".join([*squares, tail]).replace("+ -", "- ")


def conic(number: int) -> str:
    """Semidefinite programs with large dense matrices."""
    from algorist.formal.conic.render import render
    from algorist.formal.conic.tree import Cone, Model, entries

    rng = random.Random(number)
    order, rows = rng.randint(40, 60), rng.randint(40, 70)
    triangle = [(i, j) for i in range(order) for j in range(i + 1)]
    shapes = {(k, 0, i, j): Fraction(rng.randint(-9, 9)) for k in range(rows) for i, j in triangle}
    right = {(k,): -sum((shapes[k, 0, i, i] for i in range(order)), Fraction(0)) for k in range(rows)}
    costs = {(0, i, i): Fraction(rng.randint(1, 5)) for i in range(order)}
    return render(
        Model(
            False,
            matrices=(order,),
            constraints=(Cone("L=", rows),),
            cost_matrices=entries(costs),
            row_matrices=entries(shapes),
            right=entries(right),
        )
    )


def program(number: int) -> str:
    """Programs that never end, sleep, or go on and on."""
    kinds = (
        "def f(n):\n    while True:\n        n += 1\n",
        "import time\ndef f(n):\n    time.sleep(60)\n    return n\n",
        "def f(n):\n    return f(n - 1) + f(n - 2) if n > 1 else n\n",
        "def f(n):\n    return sum(a * b % n for a in range(10**6) for b in range(10**6))\n",
    )
    return f"{kinds[number % len(kinds)]}answer = f({40 + number})\n"


def circuit(number: int) -> str:
    """A multiplier against one that adds shifted rows in another order: equivalence is hard for any SAT solver."""
    width = 14 + number % 6
    rows = [f"({{{2 * width}{{b[{bit}]}}}} & ({{{width}'b0, a}} << {bit}))" for bit in range(width)]
    random.Random(number).shuffle(rows)
    head = f"module m(input [{width - 1}:0] a, b, output [{2 * width - 1}:0] p);\n  assign p = "
    return f"{head}a * b;\nendmodule\n//? same as\n{head}{' + '.join(rows)};\nendmodule\n"


def theorem(number: int) -> str:
    """Pigeonholes in intuitionistic propositional logic, left to Coq's tauto."""
    holes = 6 + number % 4
    names = " ".join(f"p{pigeon}_{hole}" for pigeon in range(holes + 1) for hole in range(holes))
    sits = [" \\/ ".join(f"p{pigeon}_{hole}" for hole in range(holes)) for pigeon in range(holes + 1)]
    clash = [
        f"(p{one}_{hole} /\\ p{other}_{hole})"
        for hole in range(holes)
        for other in range(holes + 1)
        for one in range(other)
    ]
    premises = " -> ".join(f"({each})" for each in sits)
    statement = f"forall {names} : Prop, {premises} -> " + " \\/ ".join(clash)
    return f"prover coq\ntheorem pigeons{number}\nshow {statement}\nproof\ntauto.\n"


HARD: Mapping[str, Callable[[int], str]] = {
    "circuit": circuit,
    "conic": conic,
    "constraint": constraint,
    "horn": horn,
    "linear": linear,
    "logic": logic,
    "plan": plan,
    "polynomial": polynomial,
    "program": program,
    "theorem": theorem,
}
"""By language, the hard instance of a number."""

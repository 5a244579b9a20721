"""Where is a polynomial small? Values and gradients in floats for many points at once, and descent from the best.

The search is over directions of one dimension more, x = u / u_0, on the bounded function

    F(u) = u_0^D p(u / u_0) / |u|^D,   D even and at least the degree,

so that points at infinity are points like any other, and no scale of x has to be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from algorist.formal.polynomial.arithmetic import Coefficients
from algorist.formal.polynomial.gram import Floats

SAMPLES = 1_500
CHUNK = 2_000_000
DESCENTS = 16


class Lifted:
    """The homogenised polynomial of even degree D, as exponents (terms x (1 + variables)) and coefficients."""

    def __init__(self, polynomial: Coefficients, variables: int) -> None:
        import numpy as np

        top = max((sum(monomial) for monomial in polynomial), default=0)
        self.degree = top + top % 2
        lifted = [(self.degree - sum(monomial), *monomial) for monomial in polynomial]
        self.exponents = np.array(lifted, dtype=int).reshape(len(lifted), variables + 1)
        self.coefficients = np.array([float(value) for value in polynomial.values()])
        self.size = variables + 1

    def values(self, directions: Floats) -> Floats:
        """Return F at many directions (points x size)."""
        import numpy as np

        unit = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        step = max(1, CHUNK // max(1, len(self.coefficients)))
        parts = [self._terms(unit[k : k + step]) @ self.coefficients for k in range(0, len(unit), step)]
        return np.concatenate(parts)

    def with_gradient(self, direction: Floats) -> tuple[float, Floats]:
        """Return F and its gradient at one direction; F does not change along it."""
        import numpy as np

        norm = float(np.linalg.norm(direction))
        unit = direction / norm
        table = self._powers(unit[None, :])
        columns = np.stack([table[k][0, self.exponents[:, k]] for k in range(self.size)])
        value = float(np.prod(columns, axis=0) @ self.coefficients)
        gradient = np.empty(self.size)
        for k in range(self.size):
            lowered = table[k][0, np.maximum(self.exponents[:, k] - 1, 0)] * self.exponents[:, k]
            others = np.prod(np.delete(columns, k, axis=0), axis=0)
            gradient[k] = float((lowered * others) @ self.coefficients)
        return value, (gradient - self.degree * value * unit) / norm

    def _terms(self, unit: Floats) -> Floats:
        table = self._powers(unit)
        product = table[0][:, self.exponents[:, 0]]
        for k in range(1, self.size):
            product = product * table[k][:, self.exponents[:, k]]
        return product

    def _powers(self, unit: Floats) -> list[Floats]:
        import numpy as np

        return [
            np.cumprod(np.hstack([np.ones((len(unit), 1)), np.repeat(unit[:, k : k + 1], self.degree, 1)]), axis=1)
            for k in range(self.size)
        ]


def descents(lifted: Lifted, seed: int, deadline: float) -> Iterator[tuple[float, Floats]]:
    """Yield F and the direction where descents from the best of many random directions end, the lowest start first."""
    import numpy as np
    from scipy.optimize import minimize

    random = np.random.default_rng(seed)
    starts = random.standard_normal((SAMPLES, lifted.size))
    starts[: SAMPLES // 3] *= np.exp(random.normal(0.0, 2.0, (SAMPLES // 3, lifted.size)))
    starts[: 2 * lifted.size] = np.vstack([np.eye(lifted.size), -np.eye(lifted.size)])
    starts[0:SAMPLES:7, 0] = 1.0
    values = lifted.values(starts)
    for place in np.argsort(values)[:DESCENTS]:
        if monotonic() > deadline:
            return
        unit = starts[place] / np.linalg.norm(starts[place])
        if values[place] < 0:
            yield float(values[place]), unit
        end = minimize(
            lifted.with_gradient,
            unit,
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 300, "gtol": 1e-13, "ftol": 1e-16},
        )
        yield float(end.fun), end.x / np.linalg.norm(end.x)


class Plain:
    """A polynomial in floats: its value and its gradient at a point."""

    def __init__(self, polynomial: Coefficients, variables: int) -> None:
        import numpy as np

        self.exponents = np.array(list(polynomial), dtype=int).reshape(len(polynomial), variables)
        self.coefficients = np.array([float(value) for value in polynomial.values()])

    def with_gradient(self, point: Floats) -> tuple[float, Floats]:
        """Return the value and the gradient at a point."""
        import numpy as np

        with np.errstate(all="ignore"):
            powers = point[None, :] ** self.exponents
            value = float(np.prod(powers, axis=1) @ self.coefficients)
            gradient = np.empty(len(point))
            for k in range(len(point)):
                column = self.exponents[:, k]
                lowered = column * point[k] ** np.maximum(column - 1, 0)
                others = np.prod(np.delete(powers, k, axis=1), axis=1)
                gradient[k] = float((lowered * others) @ self.coefficients)
        return value, gradient

"""Low-rank adapters of the bundled model: one loop, resumable at any step, that keeps the best checkpoint.

Every step draws its lessons from a stream seeded by (recipe seed, step), so a run that was killed goes on as if it had not been.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError
from algorist.train.lesson import Lesson
from algorist.train.packing import Row, exactly_right, mask, rows, targets
from algorist.train.weights import load_model, load_tokenizer

SAVE_EVERY = 10
"""Steps between checkpoints: no more than these are lost to a kill."""

Stream = Callable[[int, bool], Iterator[Lesson]]
"""(seed, held_out) to an endless stream of lessons."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an adapter is trained: `lessons` are sources with weights, `tokens` the packed tokens a step, `seconds` the wall time."""

    name: str
    lessons: tuple[tuple[str, float], ...]
    steps: int
    tokens: int = 1344
    row: int = 448
    rank: int = 16
    alpha: int = 32
    first_layer: int = 8
    learning_rate: float = 1e-3
    warmup: int = 10
    seed: int = 1
    evaluate_every: int = 25
    evaluation_lessons: int = 24
    seconds: float = 7200.0


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What an adapter does on lessons that it never learns from: the loss a target token, by which the best is kept, and the
    share of branches that greedy decoding would write exactly.
    """

    loss: float
    exact: float


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of the log; `held_out` is there where the adapter was evaluated."""

    step: int
    loss: float
    tokens: int
    seconds: float
    held_out: HeldOut | None = None


class Trainer:
    """Holds the model, the optimiser and the run folder; `run` yields a Progress a step."""

    def __init__(
        self, recipe: Recipe, stream: Stream, weights: Path, folder: Path, start: dict[str, Any] | None = None
    ) -> None:
        """`start` is an adapter to go on from, as `lora.state` returns it; a run already in `folder` goes before it."""
        import torch

        from algorist.train.lora import adapt

        torch.manual_seed(recipe.seed)
        self.recipe, self.stream, self.folder = recipe, stream, folder
        self.encode = _encoder(load_tokenizer(weights))
        self.model = load_model(weights)
        self.adapters = adapt(self.model, recipe.rank, recipe.alpha, recipe.first_layer)
        self.trained = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.trained, lr=recipe.learning_rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.step, self.best, self.tokens, self.seconds = 0, math.inf, 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "checkpoint.pt").exists():
            self._resume()
        elif start is not None:
            self._begin_from(start)
        (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")

    def run(self) -> Iterator[Progress]:
        """Train to the recipe's last step or its time limit; every step is logged to `log.jsonl`."""
        while not self._over():
            began = time.monotonic()
            loss = self._learn(self._batch(self.step))
            self.step += 1
            self.seconds += time.monotonic() - began
            held_out = None
            if self.step % self.recipe.evaluate_every == 0 or self._over():
                held_out = self.evaluate()
            if held_out is not None or self.step % SAVE_EVERY == 0:
                self._save(held_out)
            progress = Progress(self.step, loss, self.tokens, round(self.seconds, 1), held_out)
            with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(asdict(progress)) + "\n")
            yield progress
        if not (self.folder / "best.pt").exists():  # killed before its first evaluation, and out of time since
            self._save(self.evaluate())

    def _over(self) -> bool:
        return self.step >= self.recipe.steps or self.seconds >= self.recipe.seconds

    def evaluate(self) -> HeldOut:
        """Return what the adapter does on unseen lessons, half of them from held-out banks."""
        import torch

        count, unseen = self.recipe.evaluation_lessons // 2, 2**31 + self.recipe.seed
        lessons = chain(*(islice(self.stream(unseen, held_out), count) for held_out in (False, True)))
        right: list[bool] = []
        loss, tokens = 0.0, 0
        self.model.eval()
        with torch.no_grad():
            for row in rows(lessons, self.encode, self.recipe.row):
                logits, wanted = self._logits(row)
                loss += float(torch.nn.functional.cross_entropy(logits.float(), wanted, reduction="sum"))
                tokens += len(wanted)
                right += exactly_right(row, (logits.argmax(-1) == wanted).tolist())
        self.model.train()
        return HeldOut(loss / max(1, tokens), sum(right) / max(1, len(right)))

    def _batch(self, step: int) -> Sequence[Row]:
        batch: list[Row] = []
        total = 0
        for row in rows(self.stream(self.recipe.seed * 1_000_003 + step, False), self.encode, self.recipe.row):
            batch.append(row)
            total += len(row.tokens)
            if total >= self.recipe.tokens:
                break
        self.tokens += total
        return batch

    def _learn(self, batch: Sequence[Row]) -> float:
        import torch

        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * self._schedule()
        count = sum(end - begin for row in batch for begin, end in row.spans)
        total = 0.0
        for row in batch:
            logits, wanted = self._logits(row)
            loss = torch.nn.functional.cross_entropy(logits.float(), wanted, reduction="sum") / count
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        for adapter in self.adapters.values():
            adapter.merge()
        return total

    def _schedule(self) -> float:
        """Linear warm-up, then a cosine to a twentieth; progress is the larger of the shares of steps and of time used."""
        if self.step < self.recipe.warmup:
            return (self.step + 1) / self.recipe.warmup
        done = max(self.step / self.recipe.steps, self.seconds / self.recipe.seconds)
        return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

    def _logits(self, row: Row) -> tuple[Any, Any]:
        """Return the logits at target positions only (the output layer is a fifth of the model), and the tokens wanted."""
        import torch

        hidden = self.model.model(
            input_ids=torch.tensor([row.tokens]),
            position_ids=torch.tensor([row.positions]),
            attention_mask=mask(row),
            use_cache=False,
        ).last_hidden_state
        where, wanted = targets(row)
        return self.model.lm_head(hidden[0, where]), wanted

    def _save(self, held_out: HeldOut | None) -> None:
        import torch

        from algorist.train import lora

        state = lora.state(self.adapters)
        if held_out is not None and held_out.loss <= self.best:
            self.best = held_out.loss
            _replace(self.folder / "best.pt", lambda path: torch.save(state, path))
        document = {
            "adapter": state, "optimizer": self.optimizer.state_dict(),
            "step": self.step, "best_loss": self.best, "tokens": self.tokens, "seconds": self.seconds,
        }  # fmt: skip
        _replace(self.folder / "checkpoint.pt", lambda path: torch.save(document, path))

    def _begin_from(self, start: dict[str, Any]) -> None:
        from algorist.train import lora

        shapes = {name: tuple(tensor.shape) for name, tensor in lora.state(self.adapters).items()}
        if shapes != {name: tuple(tensor.shape) for name, tensor in start.items()}:
            raise InputError(
                f"The adapter to start from has other layers or another rank than recipe {self.recipe.name} "
                f"(rank {self.recipe.rank} from layer {self.recipe.first_layer})."
            )
        lora.load(self.adapters, start)

    def _resume(self) -> None:
        import torch

        from algorist.train import lora

        document = torch.load(self.folder / "checkpoint.pt", weights_only=True)
        lora.load(self.adapters, document["adapter"])
        self.optimizer.load_state_dict(document["optimizer"])
        self.step = document["step"]
        self.best = document.get("best_loss", math.inf)  # older runs kept their best by another measure
        written = json.loads((self.folder / "recipe.json").read_text(encoding="utf-8"))
        if written["lessons"] != [list(each) for each in self.recipe.lessons]:
            self.best = math.inf  # what was best at other lessons is not compared with these
        self.tokens, self.seconds = document["tokens"], document["seconds"]


def _replace(path: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the file and rename, so that a kill leaves the old file or the new one."""
    part = path.with_suffix(".part")
    write(part)
    part.replace(path)


def _encoder(tokenizer: Any) -> Callable[[str], list[int]]:
    return lambda text: list(tokenizer.encode(text).ids)

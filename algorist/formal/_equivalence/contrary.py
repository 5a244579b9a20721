"""What would show that one logic model does not entail another: a model to be satisfied or refuted."""

from __future__ import annotations

from collections.abc import Iterable

from algorist.formal.logic.tree import (
    Apply,
    Connective,
    Count,
    Expression,
    LogicModel,
    Not,
    Quantified,
    Sentence,
    Truth,
    nodes,
)


def contrary(one: LogicModel, other: LogicModel) -> LogicModel | None:
    """Return the model whose structures satisfy the premises of one and, of the other, deny one or ask something else.

    None where the two speak of different things, or by the same name of different ones. Where both declare the same,
    one may leave some of it unspoken of.
    """
    if (one.conclusion is None) != (other.conclusion is None) or not _comparable(one, other):
        return None
    known = {sentence.formula for sentence in one.premises}
    denied: list[Expression] = [Not(each.formula) for each in other.premises if each.formula not in known]
    if one.conclusion is not None and other.conclusion is not None and one.conclusion != other.conclusion:
        denied.append(Not(Connective("<->", one.conclusion.formula, other.conclusion.formula)))
    question: Expression = Truth(False)
    for each in denied:
        question = Connective("or", question, each)
    return LogicModel(one.sorts, one.symbols, (*one.premises, Sentence(question)))


def _comparable(one: LogicModel, other: LogicModel) -> bool:
    ours, theirs = _spoken(one), _spoken(other)
    declared = [(set(model.sorts), set(model.symbols)) for model in (one, other)]
    return ours == theirs or (declared[0] == declared[1] and (ours < theirs or theirs < ours))


def _spoken(model: LogicModel) -> frozenset[object]:
    """Return what the sentences of a model speak of: symbols with their sorts, and sorts with what they hold."""
    formulas = [sentence.formula for sentence in model.premises]
    formulas += [model.conclusion.formula] if model.conclusion else []
    names = {node.name for node in nodes(*formulas) if isinstance(node, Apply)}
    symbols = [symbol for symbol in model.symbols if symbol.name in names]
    sorts = {sort for symbol in symbols for sort in (*symbol.arguments, symbol.result)} | set(_bound_sorts(formulas))
    sorts |= {sort for element, sort in model.elements().items() if element in names}
    held = [(sort.name, frozenset(sort.elements), sort.bounds) for sort in model.sorts if sort.name in sorts]
    return frozenset((*symbols, *held))


def _bound_sorts(formulas: Iterable[Expression]) -> Iterable[str]:
    for node in nodes(*formulas):
        if isinstance(node, Quantified | Count):
            yield from (variable.sort for variable in node.variables)

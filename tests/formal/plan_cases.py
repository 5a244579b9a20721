"""Planning tasks whose answers are known, and a judge that shares no code with the checker's search."""

from collections.abc import Iterator
from fractions import Fraction

from algorist.formal.plan.states import State, Task
from algorist.formal.plan.tree import Model

BLOCKS = """
(define (domain blocks)
  (:requirements :strips)
  (:predicates (on ?x ?y) (ontable ?x) (clear ?x) (handempty) (holding ?x))
  (:action pick-up :parameters (?x) :precondition (and (clear ?x) (ontable ?x) (handempty))
    :effect (and (not (ontable ?x)) (not (clear ?x)) (not (handempty)) (holding ?x)))
  (:action put-down :parameters (?x) :precondition (holding ?x)
    :effect (and (not (holding ?x)) (clear ?x) (handempty) (ontable ?x)))
  (:action stack :parameters (?x ?y) :precondition (and (holding ?x) (clear ?y))
    :effect (and (not (holding ?x)) (not (clear ?y)) (clear ?x) (handempty) (on ?x ?y)))
  (:action unstack :parameters (?x ?y) :precondition (and (on ?x ?y) (clear ?x) (handempty))
    :effect (and (holding ?x) (clear ?y) (not (clear ?x)) (not (handempty)) (not (on ?x ?y)))))
(define (problem three) (:domain blocks) (:objects a b c)
  (:init (ontable a) (on b a) (on c b) (clear c) (handempty)) (:goal (and (on a b) (on b c))))
"""

ROADS = """
(define (domain roads)
  (:requirements :typing :action-costs :negative-preconditions)
  (:types place vehicle - object truck car - vehicle)
  (:predicates (at ?v - vehicle ?p - place) (road ?a ?b - place) (closed ?a ?b - place))
  (:functions (total-cost) - number (length ?a ?b - place) - number)
  (:action drive :parameters (?v - vehicle ?a ?b - place)
    :precondition (and (at ?v ?a) (road ?a ?b) (not (closed ?a ?b)))
    :effect (and (at ?v ?b) (not (at ?v ?a)) (increase (total-cost) (length ?a ?b))))
  (:action fly :parameters (?v - car ?a ?b - place) :precondition (at ?v ?a)
    :effect (and (at ?v ?b) (not (at ?v ?a)) (increase (total-cost) 9))))
(define (problem far) (:domain roads) (:objects p q r s - place t - truck c - car)
  (:init (at t p) (at c p) (road p q) (road q r) (road r s) (road p s) (closed p s)
    (= (length p q) 2) (= (length q r) 3) (= (length r s) 7) (= (length p s) 1) (= (total-cost) 0))
  (:goal (and (at t r) (at c s))) (:metric minimize (total-cost)))
"""

CASES = """
(define (domain briefcase)
  (:requirements :strips :equality :typing :conditional-effects :disjunctive-preconditions :quantified-preconditions)
  (:types location portable - object)
  (:predicates (at ?y - portable ?x - location) (in ?x - portable) (is-at ?x - location))
  (:action move :parameters (?m ?l - location) :precondition (and (is-at ?m) (not (= ?m ?l)))
    :effect (and (is-at ?l) (not (is-at ?m))
      (forall (?x - portable) (when (in ?x) (and (at ?x ?l) (not (at ?x ?m)))))))
  (:action take :parameters (?x - portable ?l - location) :precondition (and (at ?x ?l) (is-at ?l) (not (in ?x)))
    :effect (in ?x))
  (:action drop :parameters (?x - portable) :precondition (in ?x) :effect (not (in ?x))))
(define (problem home) (:domain briefcase) (:objects office home shop - location pay book - portable)
  (:init (at pay office) (at book shop) (is-at home))
  (:goal (and (forall (?x - portable) (or (at ?x home) (in ?x))) (exists (?x - portable) (at ?x home)) (is-at home))))
"""

STUCK = BLOCKS.replace("(on a b) (on b c)", "(on a b) (on b a)")

KNOWN = {
    "blocks": (BLOCKS, Fraction(6)),
    "roads": (ROADS, Fraction(14)),
    "briefcase": (CASES, Fraction(5)),
    "stuck": (STUCK, None),
}
"""By name: the text, and what a cheapest plan costs (None: there is none)."""


def naive(task: Task, state: State) -> Iterator[tuple[str, State, Fraction]]:
    """Try every action with all objects of its types."""
    for action in task.actions.values():
        for binding in task.bindings(action.parameters):
            if task.holds(action.precondition, state, binding):
                after, cost = task.after(action, binding, state)
                yield f"({' '.join((action.name, *(binding[p.name] for p in action.parameters)))})", after, cost


def best(model: Model) -> Fraction | None:
    """Return what a cheapest plan costs, by relaxing until nothing changes; None when there is no plan."""
    task = Task(model)
    costs, frontier = {task.start: Fraction(0)}, {task.start}
    while frontier:
        improved = set()
        for state in frontier:
            for _, after, price in naive(task, state):
                if after not in costs or costs[state] + price < costs[after]:
                    costs[after] = costs[state] + price
                    improved.add(after)
        frontier = improved
    return min((cost for state, cost in costs.items() if task.reached(state)), default=None)

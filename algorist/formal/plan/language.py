"""The planning language: PDDL, a domain and a problem in one text.

    (define (domain blocks)
      (:requirements :strips :typing :negative-preconditions :conditional-effects :action-costs)
      (:types block)
      (:predicates (on ?x ?y - block) (clear ?x - block))
      (:functions (total-cost) - number)
      (:action move :parameters (?x ?from ?to - block)
        :precondition (and (on ?x ?from) (clear ?x) (clear ?to) (not (= ?x ?to)))
        :effect (and (on ?x ?to) (not (on ?x ?from)) (clear ?from) (not (clear ?to)) (increase (total-cost) 1))))
    (define (problem three)
      (:domain blocks) (:objects a b c - block)
      (:init (on a b) (clear a) (clear c) (= (total-cost) 0)) (:goal (on a c))
      (:metric minimize (total-cost)))

Conditions: and, or, not, imply, forall, exists, =. Effects: and, not, forall, when, increase of total-cost. Everything
is in lower case; a semicolon starts a comment. Without the metric, a plan costs its number of steps. A map of walls, boxes,
keys and doors in text is a task, too (see `grid`).
"""

from __future__ import annotations

from algorist.formal.plan.parse import parse
from algorist.formal.plan.render import render
from algorist.formal.plan.tree import Model

__all__ = ["GRAMMAR", "Model", "parse", "render"]

GRAMMAR = r"""
root ::= domain "\n" problem "\n"
domain ::= "(define (domain " name ")\n" requirements types? constants? predicates action{1,20} ")"
requirements ::= "(:requirements :strips :typing :negative-preconditions)\n"
problem ::= "(define (problem " name ")\n(:domain " name ")\n(:objects " typed{0,40} ")\n(:init " fact{0,200} ")\n(:goal " goal "))"
types ::= "(:types " (name " "){1,20} ")\n"
constants ::= "(:constants " typed{1,20} ")\n"
predicates ::= "(:predicates " ("(" name parameter{0,4} ") "){1,30} ")\n"
action ::= "(:action " name "\n:parameters (" parameter{0,8} ")\n:precondition " condition "\n:effect " effect ")\n"
typed ::= name " - " name " "
parameter ::= " ?" name " - " name
condition ::= "(and " literal{0,20} ")"
effect ::= "(and " literal{1,20} ")"
goal ::= "(and " literal{1,40} ")"
literal ::= atom " " | "(not " atom ") "
atom ::= "(" name (" " term){0,4} ")"
fact ::= "(" name (" " name){0,4} ") "
term ::= "?"? name
name ::= [a-z] [a-z0-9-]{0,24}
"""
"""Typed STRIPS with negative preconditions, which a small model writes; names still have to be declared."""

"""The grammar of theorem texts, for decoding; what stands after `show` and `proof` is the assistant's own language."""

from algorist.core.language import Grammar

GRAMMAR = Grammar(
    r"""root ::= "prover " prover "\n" given* "theorem " name "\n" premise* "show " line "\n" ( "proof\n" ( line "\n" )+ )?
prover ::= "metamath" | "coq" | "lean" | "isabelle"
given ::= ( "database " | "import " ) line "\n"
premise ::= ( "assume " name " " | "distinct " ) line "\n"
name ::= [A-Za-z] [A-Za-z0-9_.-]*
line ::= [^\n]+
"""
)

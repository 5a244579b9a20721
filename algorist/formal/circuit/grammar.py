"""The grammar of circuit texts, for decoding: the outline of modules and of the task; Verilog's own is left to its readers."""

from algorist.core.language import Grammar

GRAMMAR = Grammar(
    r"""root ::= module+ ( same | testbench )
same ::= "//? same as\n" module+
testbench ::= "//? testbench\n" module+ prints+
prints ::= "//? prints " [!-~] [ -~]* "\n"
module ::= "module " name line statement* "endmodule\n"
statement ::= " " line
name ::= [A-Za-z] [A-Za-z0-9_]*
line ::= [^\n]* "\n"
"""
)

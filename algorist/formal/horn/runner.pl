/*  Answers the query of one program, read as data from standard input, and writes the derivation of its first answer.

    The program is never loaded as Prolog code: its clauses become facts '$p'(Arguments..., Body, Position) of the module
    `program`, and solve/2 below takes goals apart. A goal that is no clause's is called only if whitelisted by built_in/1.

    Input:  use(Library). clause(Position, Head, Goals). ... query(Goals, [Name = Variable, ...]).
    Output: `answer`, then lines `how TAB uses TAB goal`, `goals TAB positions` and `bind TAB name TAB term`;
            or `no`, or `error TAB message`. Time is the caller's to take.
*/

:- set_prolog_flag(prefer_rationals, true).
:- set_prolog_flag(double_quotes, atom).
:- set_prolog_flag(verbose_load, silent).
:- style_check(-singleton).

:- use_module(library(lists)).
:- use_module(library(aggregate)).

:- dynamic defined/2.

main :-
    set_stream(user_input, encoding(utf8)),
    set_stream(user_output, encoding(utf8)),
    set_prolog_flag(occurs_check, true),
    catch(read_program(Query), Error, (report(Error), halt(0))),
    catch(answer(Query), Error, report(Error)),
    halt(0).

read_program(Query) :-
    read_term(user_input, Term, [module(runner_terms)]),
    (   Term = query(_, _) -> Query = Term
    ;   take(Term), read_program(Query)
    ).

take(use(Library)) :- use_module(library(Library)).
take(clause(Position, Head, Goals)) :-
    stored(Head, Name, Arguments),
    length(Arguments, Arity),
    ( defined(Name, Arity) -> true ; assertz(defined(Name, Arity)) ),
    append(Arguments, [Goals, Position], Stored),
    Fact =.. [Name|Stored],
    assertz(program:Fact).

%   stored(+Goal, -Name, -Arguments): the strong negation of p is stored as --p.
stored(Goal, Name, Arguments) :-
    nonvar(Goal), Goal = -(Positive), !,
    stored(Positive, Inner, Arguments),
    atom_concat(-, Inner, Name).
stored(Goal, Name, Arguments) :-
    callable(Goal),
    Goal =.. [Functor|Arguments],
    atom_concat($, Functor, Name).

answer(query(Goals, Names)) :-
    (   prove_all(Goals, Trees), ground_constraints(Names)
    ->  write_answer(Trees, Names)
    ;   writeln(no)
    ).

report(Error) :-
    message_to_codes(Error, Text),
    format("error\t~w~n", [Text]).

message_to_codes(error(resource_error(What), _), Text) :- !, format(atom(Text), "not enough ~w", [What]).
message_to_codes(error(Formal, _), Text) :- !, format(atom(Text), "~q", [Formal]).
message_to_codes(Error, Text) :- format(atom(Text), "~q", [Error]).

%   Resolution. A tree is step(How, Trees, Goal).

prove_all([], []).
prove_all([Goal|Goals], [Tree|Trees]) :- prove(Goal, Tree), prove_all(Goals, Trees).

prove(Goal, _) :- var(Goal), !, throw(error(instantiation_error, _)).
prove(Goal, step(How, Trees, Goal)) :- control(Goal), !, control(Goal, How, Trees).
prove(Goal, step(Position, Trees, Goal)) :-
    stored(Goal, Name, Arguments), length(Arguments, Arity), defined(Name, Arity), !,
    append(Arguments, [Goals, Position], Stored),
    Fact =.. [Name|Stored],
    program:Fact,
    prove_all(Goals, Trees).
prove(Goal, step(test, [], Goal)) :- built_in(Goal), !, call(user:Goal).
prove(Goal, step(test, [], Goal)) :- functor(Goal, Name, Arity), finite(Name, Arity), !, call(clpfd:Goal).
prove({Goal}, step(test, [], {Goal})) :- linear(Goal), !, clpq:{Goal}.

control((_, _)).
control((_ ; _)).
control((_ -> _)).
control(\+ _).
control(not(_)).
control(once(_)).
control(forall(_, _)).
control(findall(_, _, _)).
control(aggregate_all(_, _, _)).
control(Goal) :- compound(Goal), functor(Goal, call, Arity), Arity =< 6.

control((A, B), and, [X, Y]) :- prove(A, X), prove(B, Y).
control((C -> T), then, [X, Y]) :- ( prove(C, X) -> prove(T, Y) ).
control((A ; B), How, Trees) :-
    (   nonvar(A), A = (C -> T)
    ->  (   prove(C, X) -> How = then, Trees = [X, Y], prove(T, Y)
        ;   How = else, Trees = [Y], prove(B, Y)
        )
    ;   ( How = left, prove(A, X) ; How = right, prove(B, X) ), Trees = [X]
    ).
control(\+ G, fails, []) :- \+ prove(G, _).
control(not(G), fails, []) :- \+ prove(G, _).
control(once(G), call, [X]) :- prove(G, X), !.
control(forall(C, A), fails, []) :- \+ ( prove(C, _), \+ prove(A, _) ).
control(findall(T, G, L), all, []) :- findall(T, prove(G, _), L).
control(aggregate_all(T, G, R), all, []) :- aggregate_all(T, prove(G, _), R).
control(Call, call, [X]) :-
    Call =.. [call, Closure|More], callable(Closure),
    Closure =.. Parts, append(Parts, More, All), Goal =.. All,
    prove(Goal, X).

built_in(true). built_in(fail). built_in(false).
built_in(_ = _). built_in(_ \= _). built_in(_ == _). built_in(_ \== _).
built_in(_ @< _). built_in(_ @> _). built_in(_ @=< _). built_in(_ @>= _).
built_in(_ is _). built_in(_ =:= _). built_in(_ =\= _).
built_in(_ < _). built_in(_ > _). built_in(_ =< _). built_in(_ >= _).
built_in(length(_, _)). built_in(msort(_, _)). built_in(sort(_, _)). built_in(between(_, _, _)).
built_in(integer(_)). built_in(number(_)). built_in(atom(_)). built_in(atomic(_)). built_in(compound(_)).
built_in(is_list(_)). built_in(ground(_)).

finite(#=, 2). finite(#\=, 2). finite(#<, 2). finite(#>, 2). finite(#=<, 2). finite(#>=, 2).
finite(#<==>, 2). finite(#==>, 2). finite(#\/, 2). finite(#/\, 2). finite(#\, 1).
finite(in, 2). finite(ins, 2). finite(all_different, 1). finite(all_distinct, 1). finite(sum, 3).
finite(label, 1). finite(labeling, 2). finite(indomain, 1).

linear(G) :- var(G), !, fail.
linear((A, B)) :- linear(A), linear(B).
linear((A ; B)) :- linear(A), linear(B).
linear(G) :- functor(G, Name, 2), memberchk(Name, [=, =:=, =\=, <, >, =<, >=]).

%   Values for what the constraints leave open.

ground_constraints(Names) :-
    term_variables(Names, Variables),
    give_values(Variables).

give_values([]).
give_values([X|Xs]) :- ( attvar(X) -> give_value(X) ; true ), give_values(Xs).

give_value(X) :- get_attr(X, clpfd, _), !, clpfd:indomain(X).
give_value(X) :-
    (   catch(clpq:inf(X, I), _, fail) -> Low = [I] ; Low = [] ),
    (   catch(clpq:sup(X, S), _, fail) -> High = [S] ; High = [] ),
    candidates(Low, High, Values),
    member(V, Values),
    clpq:{X = V}.

candidates([I], [S], [I, S, M]) :- !, M is (I + S) / 2.
candidates([I], [], [I, J]) :- !, J is I + 1.
candidates([], [S], [S, J]) :- !, J is S - 1.
candidates([], [], [0, 1]).

%   Output: the trees in postfix order, equal steps written once.

write_answer(Trees0, Names0) :-
    copy_term_nat(Trees0-Names0, Trees-Names),
    numbervars(Trees-Names, 0, _),
    writeln(answer),
    nb_setval(count, 0),
    write_all(Trees, Positions),
    write_positions(goals, Positions), nl,
    forall(member(Name = Value, Names), ( format("bind\t~w\t", [Name]), write_text(Value), nl )).

write_all([], []).
write_all([Tree|Trees], [Position|Positions]) :- write_tree(Tree, Position), write_all(Trees, Positions).

write_tree(step(How, Trees, Goal), Position) :-
    write_all(Trees, Uses),
    write_positions(How, Uses), put_char('\t'), write_text(Goal), nl,
    nb_getval(count, Position), Next is Position + 1, nb_setval(count, Next).

write_positions(How, Uses) :-
    atomic_list_concat(Uses, ' ', Text),
    format("~w\t~w", [How, Text]).

write_text(Term) :-
    write_term(Term, [quoted(true), ignore_ops(true), numbervars(true), max_depth(0)]).

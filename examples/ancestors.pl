% Who descends from tom? The recursion is to the left, and ends all the same: this is Datalog.
parent(tom, bob).
parent(bob, ann).
parent(ann, eve).
ancestor(X, Y) :- parent(X, Y).
ancestor(X, Y) :- ancestor(X, Z), parent(Z, Y).
?- ancestor(tom, Who), \+ parent(tom, Who).

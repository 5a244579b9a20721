"""Goals for Coq, of our own: logic, arithmetic and lists, and each with a sign, a bound or a term changed that makes it false."""

from __future__ import annotations

# Module, true statement, proof (empty: one is looked for), false statement.
GOALS = (
    ("", "forall P Q : Prop, P /\\ Q -> Q /\\ P", "", "forall P Q : Prop, P \\/ Q -> Q /\\ P"),
    (
        "",
        "forall P Q R : Prop, (P -> Q) -> (Q -> R) -> P -> R",
        "",
        "forall P Q R : Prop, (P -> Q) -> (Q -> R) -> R -> P",
    ),
    ("", "forall P Q : Prop, ~ (P \\/ Q) -> ~ P /\\ ~ Q", "", "forall P Q : Prop, ~ (P /\\ Q) -> ~ P /\\ ~ Q"),
    ("", "forall P : Prop, ~ ~ (P \\/ ~ P)", "", "forall P : Prop, ~ (P \\/ ~ P)"),
    ("", "forall P Q : Prop, (P -> Q) -> ~ Q -> ~ P", "", "forall P Q : Prop, (P -> Q) -> ~ P -> ~ Q"),
    ("", "forall (A : Type) (x y z : A), x = y -> y = z -> z = x", "", "forall (A : Type) (x y z : A), x = y -> z = x"),
    (
        "",
        "forall (A B : Type) (f : A -> B) (x y : A), x = y -> f x = f y",
        "",
        "forall (A B : Type) (f : A -> B) (x y : A), f x = f y -> x = y",
    ),
    (
        "",
        "forall (A : Type) (P : A -> Prop), (exists x, P x) -> ~ (forall x, ~ P x)",
        "",
        "forall (A : Type) (P : A -> Prop), (exists x, P x) -> forall x, P x",
    ),
    ("Lia", "forall a b : nat, a + b = b + a", "", "forall a b : nat, a + b = b + a + 1"),
    ("Lia", "forall a b c : nat, a < b -> b <= c -> a < c", "", "forall a b c : nat, a < b -> b <= c -> c < a"),
    ("Lia", "forall n : nat, n < 2 * n + 1", "", "forall n : nat, n < 2 * n"),
    ("Lia", "forall x y : nat, 3 * x + 2 * y = 7 -> x = 1", "", "forall x y : nat, 3 * x + 2 * y = 8 -> x = 1"),
    (
        "Lia",
        "forall a b : nat, (a + b) * (a + b) = a * a + 2 * a * b + b * b",
        "",
        "forall a b : nat, (a + b) * (a + b) = a * a + a * b + b * b",
    ),
    ("Lia", "forall a b : nat, a * b = 0 -> a = 0 \\/ b = 0", "", "forall a b : nat, a * b = 0 -> a = 0 /\\ b = 0"),
    ("ZArith Lia", "forall x y : Z, (2 * x <> 2 * y + 1)%Z", "", "forall x y : Z, (2 * x <> 2 * y + 4)%Z"),
    ("ZArith Lia", "forall x : Z, (x * x >= 0)%Z", "", "forall x : Z, (x * x >= 1)%Z"),
    ("ZArith Lia", "forall x y : Z, (x < y -> x + 1 <= y)%Z", "", "forall x y : Z, (x < y -> x + 2 <= y)%Z"),
    (
        "ZArith",
        "forall x y : Z, ((x + y) * (x - y) = x * x - y * y)%Z",
        "",
        "forall x y : Z, ((x + y) * (x - y) = x * x + y * y)%Z",
    ),
    ("Reals Lra", "forall x y : R, (x < y -> x < (x + y) / 2)%R", "", "forall x y : R, (x < y -> y < (x + y) / 2)%R"),
    (
        "Reals Lra",
        "forall x y : R, (x * x + y * y >= 2 * x * y)%R",
        "",
        "forall x y : R, (x * x + y * y >= 3 * x * y)%R",
    ),
    ("Reals Lra", "forall x : R, (3 * x + 2 = 17 -> x = 5)%R", "", "forall x : R, (3 * x + 2 = 17 -> x = 4)%R"),
    (
        "Reals Lra",
        "forall x y : R, (x + y = 10 -> x - y = 4 -> x * y = 21)%R",
        "intros x y s d.\nassert (x = 7)%R by lra.\nassert (y = 3)%R by lra.\nsubst. lra.",
        "forall x y : R, (x + y = 10 -> x - y = 4 -> x * y = 24)%R",
    ),
    (
        "List",
        "forall (A : Type) (l : list A), l ++ nil = l",
        "induction l.\n- reflexivity.\n- simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l : list A), l ++ l = l",
    ),
    (
        "List",
        "forall (A : Type) (l m n : list A), (l ++ m) ++ n = l ++ (m ++ n)",
        "induction l.\n- reflexivity.\n- intros. simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l m n : list A), (l ++ m) ++ n = l ++ (n ++ m)",
    ),
    (
        "List",
        "forall (A : Type) (l m : list A), length (l ++ m) = length l + length m",
        "induction l.\n- reflexivity.\n- intros. simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l m : list A), length (l ++ m) = length l",
    ),
    (
        "List",
        "forall (A : Type) (l : list A), rev (rev l) = l",
        "intros. apply rev_involutive.",
        "forall (A : Type) (l : list A), rev l = l",
    ),
    (
        "List",
        "forall (A B : Type) (f : A -> B) (l : list A), length (map f l) = length l",
        "intros. apply map_length.",
        "forall (A B : Type) (f : A -> B) (l : list A), length (map f l) = S (length l)",
    ),
    (
        "List",
        "forall (A : Type) (x : A) (l : list A), In x (x :: l)",
        "",
        "forall (A : Type) (x y : A) (l : list A), In y (x :: l)",
    ),
    (
        "",
        "forall n : nat, n * 0 = 0",
        "induction n.\n- reflexivity.\n- simpl. assumption.",
        "forall n : nat, n * 0 = n",
    ),
    (
        "Lia",
        "forall f : nat -> nat, (forall n, f n < f (S n)) -> forall n, n <= f n",
        "intros f h n. induction n.\n- lia.\n- specialize (h n). lia.",
        "forall f : nat -> nat, (forall n, f n <= f (S n)) -> forall n, n <= f n",
    ),
)

"""What both engines promise alike. The table is in `things`."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from kb.store import postgresql, sqlite
from kb.store.engine import Busy, Conflict, Database, Transaction, Unavailable, columns, open_database
from tests.kb.store.things import COUNT, Callers, Thing, add, until

SELECT = f"SELECT {columns(Thing)} FROM thing"


class Surprise(Exception):
    pass


# Reading


def test_rows_become_dataclasses(things: Database) -> None:
    things.write(add("a", amount=7))
    assert things.one(Thing, f"{SELECT} WHERE id = :id", id="a") == Thing(id="a", colour="red", amount=7)
    assert things.one(Thing, f"{SELECT} WHERE id = :id", id="nobody") is None


def test_all_rows_come_in_the_order_of_the_statement(things: Database) -> None:
    for id in "bca":
        things.write(add(id))
    assert [thing.id for thing in things.all(Thing, f"{SELECT} ORDER BY id")] == ["a", "b", "c"]
    assert things.all(Thing, f"{SELECT} WHERE amount > :amount", amount=100) == []


def test_one_row_means_at_most_one(things: Database) -> None:
    things.write(add("a"))
    things.write(add("b"))
    with pytest.raises(ValueError, match="2 rows"):
        things.one(Thing, SELECT)


def test_a_value_is_the_first_column_of_the_first_row(things: Database) -> None:
    things.write(add("a", amount=7))
    assert things.value("SELECT amount, id FROM thing") == 7
    assert things.value("SELECT amount FROM thing WHERE id = :id", id="nobody") is None


def test_a_question_with_a_zero_byte_finds_nothing(things: Database) -> None:
    things.write(add("a"))
    assert things.one(Thing, f"{SELECT} WHERE id = :id", id="a\0") is None


def test_the_columns_of_a_dataclass_are_its_fields() -> None:
    assert columns(Thing) == "id, colour, amount"


@pytest.mark.parametrize("selected", ["id, amount, colour", "id, colour", "id, colour, amount, part"])
def test_columns_that_are_not_the_fields_are_refused(things: Database, selected: str) -> None:
    with pytest.raises(TypeError, match=r"Thing has the fields \['id', 'colour', 'amount'\]"):
        things.all(Thing, f"SELECT {selected} FROM thing")


@pytest.mark.parametrize(
    ("sql", "given", "value"),
    [
        (
            "SELECT CAST(:it AS TEXT)",
            "100% 您好 🙂 'it' \"it\" \\ :it %(it)s",
            "100% 您好 🙂 'it' \"it\" \\ :it %(it)s",
        ),
        ("SELECT ':it' || CAST(:it AS TEXT)", "x", ":itx"),
        ("SELECT '100%s' || CAST(:it AS TEXT)", "x", "100%sx"),
        ("SELECT 'it''s :it' || CAST(:it AS TEXT)", "x", "it's :itx"),
        ("SELECT 7 % 4 + CAST(:it AS BIGINT)", 5, 8),
        ('SELECT CAST(:it AS TEXT) AS "a :it"', "x", "x"),
        ("SELECT CAST(:it AS TEXT) -- not :this, and it's 5%\n", "x", "x"),
        ("SELECT /* nor :this's */ CAST(:it AS TEXT)", "x", "x"),
        ("SELECT CAST(:it AS TEXT)||CAST(:it AS TEXT)", "x", "xx"),
    ],
)
def test_parameters_are_found_where_they_are_and_nowhere_else(
    database: Database, sql: str, given: object, value: object
) -> None:
    assert database.value(sql, it=given) == value


def test_numbers_come_out_alike(things: Database) -> None:
    for id, amount in {"a": 30_000, "b": 30_001, "c": 2**53 + 1}.items():
        things.write(add(id, amount=amount))
    assert things.value("SELECT sum(amount) FROM thing") == 2**53 + 60_002
    assert repr(things.value("SELECT sum(amount) FROM thing WHERE id < 'c'")) == "60001"
    assert repr(things.value("SELECT avg(amount) FROM thing WHERE id < 'c'")) == "30000.5"
    assert things.value("SELECT :a + :b", a=30_000, b=30_000) == 60_000  # two smallints to PostgreSQL by default
    assert things.value("SELECT count(*) FROM thing WHERE amount > :amount", amount=2**40) == 1


# Writing


def test_a_write_returns_what_its_body_returns(things: Database) -> None:
    assert things.write(add("a")) == 1
    assert things.write(lambda tx: "done") == "done"


def test_run_says_how_many_rows_it_changed(things: Database) -> None:
    for id in "abc":
        things.write(add(id))
    assert things.write(lambda tx: tx.run("UPDATE thing SET amount = 9 WHERE id < :id", id="c")) == 2
    assert things.write(lambda tx: tx.run("UPDATE thing SET amount = 9 WHERE id = :id", id="nobody")) == 0


def test_a_statement_runs_for_many_rows(things: Database) -> None:
    sql = "INSERT INTO thing (id, colour, amount) VALUES (:id, 'green', :amount)"
    things.write(lambda tx: tx.run_many(sql, ({"id": str(number), "amount": number} for number in range(100))))
    assert things.value("SELECT sum(amount) FROM thing") == 4950
    things.write(lambda tx: tx.run_many(sql, []))
    assert things.value(COUNT) == 100


def test_a_body_reads_what_it_wrote(things: Database) -> None:
    def body(tx: Transaction) -> tuple[object, object, object, object]:
        add("a", amount=5)(tx)
        changed = tx.one(Thing, "UPDATE thing SET amount = amount + 1 RETURNING id, colour, amount")
        return tx.value(COUNT), changed, tx.all(Thing, SELECT), tx.one(Thing, f"{SELECT} WHERE id = :id", id="b")

    a = Thing("a", "red", 6)
    assert things.write(body) == (1, a, [a], None)


def test_others_see_a_write_when_it_returns(things: Database, elsewhere: Database) -> None:
    for number in range(50):
        things.write(add(str(number)))
        assert elsewhere.value(COUNT) == number + 1


def test_what_a_body_raises_reaches_its_caller_and_undoes_it_all(things: Database) -> None:
    def body(tx: Transaction) -> None:
        add("a")(tx)
        raise Surprise

    with pytest.raises(Surprise):
        things.write(body)
    assert things.value(COUNT) == 0
    assert things.write(add("a")) == 1


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(add("a"), id="known id"),
        pytest.param(add("b", colour="blue"), id="unknown word"),
        pytest.param(add("b", colour=None), id="missing word"),
        pytest.param(add("b", part="nobody"), id="no such parent"),
    ],
)
def test_a_constraint_that_says_no_is_a_conflict(things: Database, second: Callable[[Transaction], int]) -> None:
    things.write(add("a"))
    with pytest.raises(Conflict):
        things.write(second)
    assert things.value(COUNT) == 1


def test_a_statement_that_failed_fails_its_body_even_when_caught(things: Database) -> None:
    things.write(add("a"))

    def body(tx: Transaction) -> str:
        add("b")(tx)
        try:
            add("a")(tx)
        except Conflict:
            return "all is well"
        raise Surprise

    with pytest.raises(Conflict):
        things.write(body)
    assert things.value(COUNT) == 1


def test_after_a_failed_statement_a_body_can_run_no_other(things: Database) -> None:
    things.write(add("a"))
    seen: list[object] = []

    def body(tx: Transaction) -> None:
        for id in ("a", "b"):
            try:
                seen.append(add(id)(tx))
            except Conflict as error:
                seen.append(type(error))

    with pytest.raises(Conflict):
        things.write(body)
    assert seen == [Conflict, Conflict]


def test_a_transaction_is_of_no_use_after_its_body(things: Database) -> None:
    kept = things.write(lambda tx: tx)
    with pytest.raises(RuntimeError, match="has ended"):
        add("a")(kept)
    assert things.value(COUNT) == 0


def test_a_guarded_update_has_one_winner(things: Database) -> None:
    things.write(add("a"))
    claim = "UPDATE thing SET colour = 'green' WHERE id = 'a' AND colour = 'red'"
    callers = Callers()
    for _ in range(20):
        callers.call(lambda: things.write(lambda tx: tx.run(claim)))
    assert sorted(callers.results()) == [0] * 19 + [1]


# Failing


def test_a_lock_that_is_held_too_long_is_busy(things: Database, dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "LOCK_SECONDS", 0.1)
    things.write(add("a"))
    impatient = open_database(dsn)
    recolour = "UPDATE thing SET colour = 'green'"

    def body(tx: Transaction) -> None:
        tx.run(recolour)
        with pytest.raises(Busy):
            impatient.write(lambda tx: tx.run(recolour))

    things.write(body)
    assert impatient.write(lambda tx: tx.run(recolour)) == 1
    impatient.close()


def test_a_closed_database_is_unavailable(things: Database) -> None:
    things.close()
    with pytest.raises(Unavailable):
        things.value(COUNT)
    with pytest.raises(Unavailable):
        things.write(add("a"))
    things.close()


def test_closing_answers_everybody_who_waits(things: Database, elsewhere: Database) -> None:
    def write_on(writer: int) -> int:
        """How many writes were acknowledged before the door was closed."""
        number = 0
        with suppress(Unavailable):
            while things.write(add(f"{writer}:{number}")):
                number += 1
        return number

    callers = Callers()
    for writer in range(10):
        callers.call(partial(write_on, writer))
    assert until(lambda: elsewhere.value(COUNT) > 50)
    things.close()
    acknowledged = sum(callers.results())
    assert elsewhere.value(COUNT) == acknowledged


@pytest.mark.parametrize("dsn", ["/nowhere/at/all.db", "postgresql://localhost:1/nobody"])
def test_a_database_that_cannot_be_opened_is_unavailable(dsn: str) -> None:
    with pytest.raises(Unavailable):
        open_database(dsn)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Some notes, which nobody wants to lose. " * 100)
    with pytest.raises(Unavailable, match="not a database"):
        open_database(path.as_posix())


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        open_database("mysql://localhost/firstline")


def test_without_its_driver_postgresql_says_what_to_install() -> None:
    program = """if True:
        import sys
        sys.modules["psycopg"] = None
        from kb.store.engine import Unavailable, open_database
        try:
            open_database("postgresql://localhost/firstline")
        except Unavailable as error:
            print(error)
    """
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "[postgresql]" in said

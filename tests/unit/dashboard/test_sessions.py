"""Who is signed in: until the token ends or somebody ends it, and never without bounds."""

from dataclasses import dataclass

from dashboard import sessions
from dashboard.sessions import Sessions


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def begin(people: Sessions, subject: str = "a", exp: int = 2_000) -> str:
    return people.begin({"sub": subject, "exp": exp}, {})


def test_a_session_lasts_as_long_as_its_token() -> None:
    clock = Clock()
    people = Sessions(clock=clock, steady=clock)
    token = begin(people)
    session = people.by_token(token)
    assert session is not None
    assert people.by_key(session.key) == session
    assert people.seconds_left(session) == 1_000
    clock.now = 1_999
    assert people.by_token(token) == session
    clock.now = 2_000
    assert people.by_token(token) is None
    assert people.by_key(session.key) is None


def test_a_token_for_weeks_lasts_a_working_day() -> None:
    clock = Clock()
    people = Sessions(clock=clock)
    token = begin(people, exp=10**9)
    clock.now += sessions.LONGEST - 1
    assert people.by_token(token) is not None
    clock.now += 1
    assert people.by_token(token) is None


def test_a_clock_that_is_set_lets_nobody_stay_longer() -> None:
    clock, steady = Clock(100_000), Clock(0)
    people = Sessions(clock=clock, steady=steady)
    token = begin(people, exp=100_600)
    clock.now -= 86_400
    steady.now += 599
    session = people.by_token(token)
    assert session is not None
    assert people.seconds_left(session) == 1
    steady.now += 1
    assert people.by_token(token) is None
    people.end_expired()
    assert session.key not in people.of_account("a", "")
    # Set ahead, it ends before its time, and who was signed in signs in again.
    clock.now = 100_000
    again = begin(people, exp=100_600)
    clock.now += 86_400
    assert people.by_token(again) is None


def test_only_a_digest_of_the_token_is_kept() -> None:
    people = Sessions()
    token = people.begin({"sub": "a", "exp": 10**12}, {})
    assert token not in repr([vars(people), vars(people._store)])
    session = people.by_token(token)
    assert session is not None
    assert people.by_token(session.key) is None
    assert people.by_token("") is None
    assert people.by_key("") is None


def test_the_oldest_goes_where_there_are_too_many() -> None:
    people = Sessions(most=30, clock=Clock())
    of_one = [begin(people) for _ in range(sessions.MOST_OF_ONE + 1)]
    assert [people.by_token(one) is None for one in of_one] == [True] + [False] * 20
    of_others = [begin(people, str(n)) for n in range(11)]
    assert people.by_token(of_one[1]) is None
    assert people.by_token(of_one[2]) is not None
    assert all(people.by_token(one) for one in of_others)


def test_what_has_passed_is_forgotten() -> None:
    clock = Clock()
    people = Sessions(clock=clock)
    for _ in range(5):
        begin(people)
    clock.now = 3_000
    begin(people, exp=4_000)
    assert len(people.of_account("a", "")) == 1


def test_who_watches_is_told_once_of_the_end_and_not_of_others() -> None:
    people, told = Sessions(clock=Clock()), []
    keys = [people.by_token(begin(people)) for _ in range(2)]
    mine, other = (one.key for one in keys if one is not None)
    with people.watching(mine, lambda: told.append("mine")):
        people.end(other)
        assert told == []
        people.end(mine)
        people.end(mine)
    assert told == ["mine"]
    # Whoever begins to watch what has just ended is told, too.
    with people.watching(mine, lambda: told.append("late")):
        assert told == ["mine", "late"]
    assert people._watching == {}


def test_a_note_is_new_once_and_taken_once_while_it_lasts() -> None:
    clock = Clock()
    people = Sessions(clock=clock)
    assert people.note("token", "", 60)
    assert not people.note("token", "", 60)
    assert people.take_note("token") is None
    assert people.note("state", "where from", 60)
    assert people.take_note("state") == "where from"
    assert people.take_note("state") is None
    people.note("late", "where from", 60)
    clock.now += 60
    assert people.take_note("late") is None
    # The name of a token that holds no longer may come again.
    assert people.note("token", "", 60)


def test_of_sign_ins_under_way_the_oldest_are_forgotten() -> None:
    people = Sessions(clock=Clock())
    people.note("token", "", 60)
    for number in range(sessions.MOST_UNDER_WAY + 1):
        people.note(f"{number}", "where from", 60)
    assert people.take_note("0") is None
    assert people.take_note("1") == "where from"
    assert not people.note("token", "", 60)

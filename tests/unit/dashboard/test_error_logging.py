"""A fault is told by its kind and its place, and so is whatever led to it."""

from dashboard import error_logging


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def kinds(error: BaseException) -> list[str]:
    return [
        line.partition(",")[0]
        for line in error_logging.describe_error(error).splitlines()
        if line[0] != " "
    ]


def test_what_led_to_it_is_told_and_none_of_what_is_said() -> None:
    error = raised(ValueError("a value"))
    error.__cause__ = raised(KeyError("another value"))
    told = error_logging.describe_error(error)
    assert kinds(error) == ["ValueError", "KeyError"]
    assert told.count(f"{__file__}:") == 2
    assert "value" not in told.lower().replace("valueerror", "")


def test_of_several_at_once_each_is_told() -> None:
    group = ExceptionGroup("of a value", [raised(ValueError("a value")), KeyError("another")])
    assert kinds(raised(group)) == ["ExceptionGroup", "ValueError", "KeyError"]


def test_what_was_set_aside_is_not_told_and_a_circle_ends() -> None:
    first, second = raised(ValueError()), raised(KeyError())
    first.__context__, second.__context__ = second, first
    assert kinds(first) == ["ValueError", "KeyError"]
    first.__suppress_context__ = True
    assert kinds(first) == ["ValueError"]

"""Labels of points on a path find a free side."""

from dashboard.overview.frames.labels import Place, sides


def at(*points: tuple[float, float]) -> list[Place]:
    return [Place(x, y, "2020") for x, y in points]


def test_a_point_alone_has_its_label_at_the_right() -> None:
    assert sides(at((0.5, 0.5))) == ["right"]
    assert sides([]) == []


def test_no_label_leaves_the_picture() -> None:
    assert sides(at((0.98, 0.5))) == ["left"]
    assert "above" not in sides(at((0.98, 0.99)))[0]
    assert "below" not in sides(at((0.98, 0.01)))[0]


def test_a_label_stands_on_no_other_point_and_not_on_the_way_to_it() -> None:
    first, second = sides(at((0.4, 0.5), (0.55, 0.5)))
    assert first == "left"
    assert second == "right"


def test_labels_of_one_place_stand_on_different_sides() -> None:
    assert len(set(sides(at((0.5, 0.5), (0.5, 0.5), (0.5, 0.5))))) == 3

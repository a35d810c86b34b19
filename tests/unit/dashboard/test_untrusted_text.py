"""Text from outside is shown as it is written, and is never Markdown."""

import pytest

from dashboard import untrusted_text
from dashboard.html_templates import render_template
from dashboard.untrusted_text import JOINER as J


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("case_id", "case_id"),
        ("10.5 (net)", "10.5 (net)"),
        ("10:30, a: b", f"10:{J}30, a: b"),
        ("*x*", r"\*x\*"),
        ("_x_", r"\_x\_"),
        ("__x__", r"\_\_x\_\_"),
        ("a._b_", r"a.\_b\_"),
        (":red[x]", rf":{J}red\[x\]"),
        (":material/home:", f":{J}material/home:"),
        ("<b> $x$ `y`", r"\<b> \$x\$ \`y\`"),
        ("# x", r"\# x"),
        ("---", r"\---"),
        ("1. x", r"1\. x"),
        ("1234567) x", r"1234567\) x"),
        ("&amp; a & b", r"\&amp; a & b"),
        ("https://a.example", f"https:{J}//a.example"),
        ("WWW.a.example", f"WWW{J}.a.example"),
        ("a@b.example", f"a{J}@b.example"),
        ("a -> b", f"a -{J}> b"),
        ("two\n # lines", "two # lines"),
    ],
)
def test_a_text_from_outside_is_never_markdown(text: str, label: str) -> None:
    assert untrusted_text.escape_markdown(text) == label


def test_nothing_of_a_name_turns_the_figures_after_it_round() -> None:
    assert untrusted_text.escape_markdown("\u202ename") == "\N{REPLACEMENT CHARACTER}name"
    drawn = render_template("note.html", {"text": "\u202e<b>: 12 of 34"})
    assert "\N{REPLACEMENT CHARACTER}&lt;b&gt;: 12 of 34" in drawn

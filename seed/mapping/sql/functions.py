"""The functions that the SQL of a profile may call, and two of our own."""

# Of texts, lists of texts and numbers. Not among them are functions that read a file or a setting,
# that differ from run to run, that hash, and those that an interrupt does not stop (`repeat`,
# `levenshtein`).
_ALLOWED = """
    num listed
    || + - * / // % ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape
    trim ltrim rtrim lower upper lcase ucase replace translate strip_accents left right substring
    substr split_part string_split str_split length len strlen lpad rpad reverse nullif
    starts_with prefix ends_with suffix contains position strpos instr
    regexp_matches regexp_full_match regexp_extract regexp_extract_all regexp_replace
    abs round floor ceil ceiling sign mod add subtract multiply divide
    unnest list_value list_contains list_extract array_extract
    count count_star min max sum avg bool_or bool_and string_agg listagg group_concat first last
    greatest least
    row_number rank dense_rank lag lead first_value last_value nth_value
    """
ALLOWED = frozenset(_ALLOWED.split())
# They give numbers, whatever they are asked of.
_NUMERIC = """
    num + - * / // % length len strlen position strpos instr abs round floor ceil ceiling sign mod
    add subtract multiply divide count count_star sum avg row_number rank dense_rank
    """
NUMERIC = frozenset(_NUMERIC.split())
# Whose result depends on the order of rows, which is not kept unless it is said.
_ORDERED = """
    row_number rank dense_rank lag lead first_value last_value nth_value first last string_agg
    listagg group_concat
    """
ORDERED = frozenset(_ORDERED.split())
# They pass blanks over in silence.
PASSING_BLANKS = frozenset({"greatest", "least", "bool_or", "bool_and", "min", "max"})
# What people look for first, and what is written in its place.
INSTEAD = {
    "concat": "write a || b: it is blank where a or b is, and concat would give all blanks one id",
    "concat_ws": "write a || b: it is blank where a or b is",
    "format": "write a || b: it is blank where a or b is",
    "printf": "write a || b: it is blank where a or b is",
    "any_value": "write min(x), or first_value with ORDER BY",
    "arg_max": "write first_value with ORDER BY",
    "arg_min": "write first_value with ORDER BY",
    "random": "a profile makes the same rows of the same export",
    "now": "a profile makes the same rows of the same export",
    "strptime": "a date is read by [date] of its column",
    "try_strptime": "a date is read by [date] of its column",
    "string_to_array": "write listed(x, ';')",
    "str_split_regex": "write listed(x, ';')",
}
# What Unicode calls white space, as the readers of files take it away too.
BLANKS = "".join(
    map(chr, (*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288))
)
# A text that is blank, or has a blank at an end.
UNCLEAN = "^$|^[\\s\\x{0B}\\x{85}\\p{Z}]|[\\s\\x{0B}\\x{85}\\p{Z}]$"
# `num`: the number that a text is, with a decimal point; blank where it is none. `listed`: the
# parts of a list in a cell without the blanks around them, blank parts left out.
MACROS = (
    (
        "CREATE MACRO num(x) AS TRY_CAST(CASE WHEN regexp_full_match(x,"
        " '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)') THEN x END AS DOUBLE)"
    ),
    (
        "CREATE MACRO listed(x, signs) AS list_filter(list_transform(string_split(x, signs),"
        " lambda part: trim(part)), lambda part: part <> '')"
    ),
)

"""An invented submission with three faults in it, to see what a dry run says before sending one."""

FILES = {
    "submission.toml": """\
# Invented, to try the program out: no row is of anybody.
jurisdiction = "XAA"
extracted_on = 2024-06-30
made_up = true
""",
    # Row 2: no code of its list. Row 3: the fifth of March or the third of May.
    "cases.csv": """\
case_id,scope,cross_border,opened_on
k-0017,charged_as_trafficking,perhaps,2023-01-10
k-0018,charged_as_trafficking,no,03/05/2023
k-0019,trafficking_elements,yes,2023-09-12
k-0020,charged_as_trafficking,unknown,2024-02-01
""",
    # Row 4: of no case.
    "suspects.csv": """\
case_id,person_id,kind,charged,charged_on
k-0018,p-01,natural,yes,2023-06-20
k-0019,p-02,natural,no,
k-0099,p-03,legal,yes,2023-11-30
k-0020,p-04,natural,yes,2024-04-02
""",
}

"""How much input is sensible: whatever is larger is refused, with a message that says the limit.

Looked up when they are used, so that a test may lower them.
"""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

# Files. A large prison's tasks.csv is under 1 MB; these leave a wide margin and fit a modest PC's memory.
CSV_BYTES = 20 * MEBIBYTE
TOML_BYTES = MEBIBYTE  # an establishment or a policy is a few kilobytes
WORKBOOK_BYTES = 20 * MEBIBYTE  # as it lies on the disk, packed
FOLDER_ENTRIES = 10_000  # names looked through for a misspelt table

# Tables.
MOST_ROWS = 20_000  # the row numbers go up to this; a busy unit has a few hundred open tasks
MOST_COLUMNS = 60  # the widest table has 17
MOST_FAULTS = 500  # for each table: who reads more than this, reads none of them

# Workbooks: packed files can hold far more than they weigh.
UNPACKED_BYTES = 50 * MEBIBYTE  # all parts of the workbook together
RATIO = 100  # a part may not unpack to more than this many times its packed size …
RATIO_FROM_BYTES = MEBIBYTE  # … once it is larger than this
MOST_SHEETS = 30
MOST_PARTS = 500  # files inside the workbook
CELL_TEXT_CHARACTERS = 32 * MEBIBYTE  # all text cells together, repeated texts counted each time

# Requests.
REQUEST_DEPTH = (
    8  # how deep lists and objects may lie in each other; the deepest sensible value is a policy key
)
ESTABLISHMENT_VALUES = 500  # eight sessions and seven days are some seventy
POLICY_VALUES = 5_000  # the shipped one has some nine hundred

# Cells.
NAME_CHARACTERS = 100
NOTE_CHARACTERS = 1_000
IDENTIFIER_CHARACTERS = 40  # ids become names of calendar files
LIST_ITEMS = 50  # skills of a person, tasks that another waits for
FIRST_YEAR, LAST_YEAR = 2000, 2100  # a date outside is a slip of the key
MINUTES_PER_WEEK = 7 * 24 * 60
MINUTES_PER_DAY = 24 * 60
OVERTIME_MINUTES = 50 * 60  # fifty hours a week on top is a slip of the key
WING_POSTS = 50  # for one wing and session
INTERVIEW_ROOMS = 100
HISTORY_COUNT = 1_000  # tasks or wing sessions of one person in 28 days
SESSIONS_PER_DAY = 8
SESSION_NAME_CHARACTERS = 20

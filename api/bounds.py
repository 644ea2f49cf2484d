"""The most that may be asked for, alike at the command and by a call."""

from __future__ import annotations

MOST_DAYS = 60  # twelve weeks: nobody's availability is known further ahead
MOST_SECONDS = 24 * 60 * 60
MOST_WORKERS = 64
MOST_SEED = 2**31 - 1  # what the solver takes
MOST_POSTS = 20  # more than a unit has to give
MOST_SETS = 100  # of people who could be lent: more than anybody reads

"""What is left to ask when some people's days are settled: fewer numbers, and rows with what is settled taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from solver.question import Question


class Remainder:
    """A question in which these people keep what `values` say; `constant` is what that adds to the sum."""

    def __init__(
        self, question: Question, whose: Mapping[int, str], settled: Set[str], values: Sequence[int]
    ) -> None:
        self.values = values
        self.left = [amount for amount in range(len(question.upper)) if whose.get(amount) not in settled]
        here = {amount: place for place, amount in enumerate(self.left)}
        rows = []
        for terms, most in question.rows:
            open_terms = [(factor, here[amount]) for factor, amount in terms if amount in here]
            taken = sum(factor * values[amount] for factor, amount in terms if amount not in here)
            if open_terms or taken > most:
                rows.append((open_terms, most - taken))
        self.constant = sum(factor * values[amount] for factor, amount in question.aim if amount not in here)
        self.question = Question(
            [question.upper[amount] for amount in self.left],
            rows,
            [(factor, here[amount]) for factor, amount in question.aim if amount in here],
            [values[amount] for amount in self.left],
            None if question.at_least is None else question.at_least - self.constant,
        )

    def whole(self, answer: Sequence[int]) -> list[int]:
        """Give values for the whole question, from values for what was left."""
        found = list(self.values)
        for amount, value in zip(self.left, answer, strict=True):
            found[amount] = value
        return found

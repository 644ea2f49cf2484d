"""Chooses tasks until everybody's time is as full as the case asks, grade by grade."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.making.pool import HUNDRED, pools

if TYPE_CHECKING:
    from benchmarks.making.scene import Scene
    from roster.problem import Problem
    from roster.tables import TaskRow
    from roster.tasks import Task


def chosen_tasks(scene: Scene) -> list[TaskRow]:
    """Choose from the pools: a task is taken while somebody who may do it has time, and the share of reports holds.

    Filling grade by grade keeps a case from being hard for a dull reason, such as one grade with twice its work.
    """
    jars = Jars(scene)
    chosen: list[TaskRow] = []
    split = 0
    for work in pools(scene):
        task = scene.problem(tuple(row for forms in work for row in forms)).task
        before = len(chosen)
        for forms in work:
            report = split + 1 <= scene.shape.split * (len(chosen) + 1)
            row = next((each for each in forms if task[each.task_id].splittable == report), forms[0])
            lagging = split + scene.every.share_slack < scene.shape.split * (len(chosen) + 1)
            if (task[row.task_id].splittable or not lagging) and jars.take(task[row.task_id]):
                split += task[row.task_id].splittable
                chosen.append(row)
        if len(chosen) == before:
            break
    return chosen


class Jars:
    """The time of each grade, and how much work has been poured into it."""

    def __init__(self, scene: Scene) -> None:
        self.room = room_of_grades(scene.problem(()))
        self.full = scene.filled_percent
        self.poured: Counter[str] = Counter()

    def take(self, task: Task) -> bool:
        """Give a task to the emptiest grade that may do it; say no when all of them are full."""
        able = [grade for grade in sorted(task.qualified or task.grades) if self.room[grade] > 0]
        if not able:
            return False
        grade = min(able, key=lambda each: self.poured[each] / self.room[each])
        if self.poured[grade] * HUNDRED >= self.room[grade] * self.full:
            return False
        self.poured[grade] += task.minutes
        return True


def room_of_grades(problem: Problem) -> Counter[str]:
    """Add up the minutes that each grade has for work: present, taskable, less advice time and wing posts."""
    room: Counter[str] = Counter()
    for (staff_id, _), presence in problem.presence.items():
        grade = problem.person[staff_id].grade
        advice = problem.policy.advice_minutes_per_session if problem.policy.grades[grade].advises else 0
        if presence.wing is None:
            room[grade] += max(0, problem.taskable(presence) - advice)
    sent = [grade for grade, entry in problem.policy.grades.items() if entry.wings]
    usual = sum(each.minutes for each in problem.sessions) // len(problem.sessions)
    asked = sum(problem.posts.values()) * usual * problem.policy.taskable_percent // HUNDRED
    for grade in sent:
        room[grade] = max(0, room[grade] - asked // len(sent))
    return room

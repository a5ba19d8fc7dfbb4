"""The exact reference: Python fractions, one county after another."""

from fractions import Fraction

from rules import grade, total
from workload import CITY, DATA


class Row:
    """The operations for one county of a city."""

    def __init__(self, city, at):
        self.city, self.at = city, at

    def x(self, name):
        return self.city[name][self.at]

    def place(self, name):
        return 1 + sum(other > self.x(name) for other in self.city[name])

    def mean(self, name):
        return sum(self.city[name]) / len(self.city[name])

    number = staticmethod(lambda constant: constant)
    choose = staticmethod(lambda condition, a, b: a if condition else b)
    most, least = staticmethod(max), staticmethod(min)
    floor = staticmethod(lambda a: Fraction(a.__floor__()))
    round2 = staticmethod(lambda a: Fraction((a * 100 + Fraction(1, 2)).__floor__(), 100))


def results(columns, rows):
    """Total in thousandths and grade of each county."""
    found = []
    for start in range(0, rows, CITY):
        counties = range(min(CITY, rows - start))
        city = {d.name: [Fraction(int(columns[d.name][start + at]), 10**d.places) for at in counties] for d in DATA}
        scored = []
        for at in counties:
            row = Row(city, at)
            points = Fraction(total(row.x, row))
            scored.append((points, grade(points, row.x, row)))
        # A tie that does not fit stays below the line as a whole.
        rivals = [points for points, level in scored if level == 0]
        for points, level in scored:
            fits = sum(rival >= points for rival in rivals) <= len(scored) // 3
            assert (points * 1000).denominator == 1
            found.append((int(points * 1000), 1 if level == 0 and not fits else level))
    return found

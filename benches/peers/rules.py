"""What the rules give, for any engine: `E` has its operations, `x` its columns, all in natural units."""

from fractions import Fraction

from workload import LIMITS, RULES


def points(rule, x, E):
    p = [E.number(part) if isinstance(part, Fraction) else part for part in rule.parts]
    match rule.kind:
        case "threshold":
            return E.choose(x(p[0]) >= p[1], p[2], 0)
        case "part":
            return E.most(0, p[2] - E.most(0, p[1] - x(p[0])) * p[3])
        case "whole":
            return E.most(0, p[2] - E.floor(E.most(0, p[1] - x(p[0]))) * p[3])
        case "bands":
            value = x(p[0])
            return E.choose(value >= p[1], p[2], E.choose(value >= p[3], p[4], E.choose(value >= p[5], p[6], 0)))
        case "between":
            return E.round2(E.most(0, E.least(1, (x(p[1]) - p[2]) / p[3])) * p[0])
        case "ratio":
            return E.round2(E.least(1, x(p[1]) * 100 / x(p[2]) / p[3]) * p[0])
        case "rank":
            return E.most(0, E.round2((21 - E.place(p[1])) * p[0] / 20))
        case "mean":
            value, mean = x(p[0]), E.mean(p[0])
            return E.choose(value >= mean, p[2], E.choose(value * 10 >= mean * 9, p[5], 0))
        case "items":
            return sum((x(name) * E.number(n) for name, n in p[1:]), x(p[0][0]) * E.number(p[0][1]))


def total(x, E):
    first, *rest = RULES
    return sum((points(rule, x, E) for rule in rest), points(first, x, E))


def grade(total, x, E):
    """The grade before the quota: 0 is the best."""
    a, b, c = (E.number(limit) for limit in LIMITS)
    grade = E.choose(total >= a, 0, E.choose(total >= b, 1, E.choose(total >= c, 2, 3)))
    grade = E.choose(x("down值") <= 0, E.least(3, grade + 1), grade)
    return E.choose(x("veto值") <= 0, 3, grade)

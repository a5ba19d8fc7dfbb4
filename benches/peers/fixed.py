"""Fixed point for engines that have whole numbers only: a column over a whole denominator."""

from fractions import Fraction
from math import lcm

from workload import CITY


class Fixed:
    def __init__(self, num, den=1):
        self.num, self.den = num, den

    @staticmethod
    def of(value):
        return value if isinstance(value, Fixed) else Fixed(Fraction(value).numerator, Fraction(value).denominator)

    def aligned(self, other):
        other = Fixed.of(other)
        if isinstance(self.den, int) and isinstance(other.den, int):
            den = lcm(self.den, other.den)
            return times(self.num, den // self.den), times(other.num, den // other.den), den
        return self.num * other.den, self.den * other.num, self.den * other.den

    def __add__(self, other):
        a, b, den = self.aligned(other)
        return Fixed(a + b, den)

    def __sub__(self, other):
        a, b, den = self.aligned(other)
        return Fixed(a - b, den)

    def __rsub__(self, other):
        return Fixed.of(other) - self

    def __mul__(self, other):
        other = Fixed.of(other)
        return Fixed(times(self.num, other.num), times(self.den, other.den))

    def __truediv__(self, other):
        other = Fixed.of(other)
        return Fixed(times(self.num, other.den), times(self.den, other.num))

    def __ge__(self, other):
        a, b, _ = self.aligned(other)
        return a >= b

    def __le__(self, other):
        a, b, _ = self.aligned(other)
        return a <= b

    __radd__ = __add__


def times(a, b):
    """a × b, without a multiplication by 1."""
    return b if isinstance(a, int) and a == 1 else a if isinstance(b, int) and b == 1 else a * b


def over(engine):
    """The operations of an engine of whole numbers, for fixed point."""

    class Over:
        number = staticmethod(lambda constant: constant)

        @staticmethod
        def choose(condition, a, b):
            a, b, den = Fixed.of(a).aligned(b)
            return Fixed(engine.choose(condition, a, b), den)

        @staticmethod
        def most(a, b):
            a, b, den = Fixed.of(a).aligned(b)
            return Fixed(engine.most(a, b), den)

        @staticmethod
        def least(a, b):
            a, b, den = Fixed.of(a).aligned(b)
            return Fixed(engine.least(a, b), den)

        @staticmethod
        def floor(a):
            return Fixed(a.num // a.den)

        @staticmethod
        def round2(a):
            return Fixed((a.num * 200 + a.den) // (a.den * 2), 100)

        @staticmethod
        def place(name):
            return Fixed(engine.place(name))

        @staticmethod
        def mean(name):
            sum_, scale = engine.sum(name)
            return Fixed(sum_, scale * CITY)

    return Over

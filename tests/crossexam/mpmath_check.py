#!/usr/bin/env python3
"""Checks what `reference` proves against mpmath: values at 400 digits, derivatives by differences.

$1: cross_examination, $2: how many expressions. Exit code 77 without mpmath. A number is right when it is at most half an
ulp of the format from mpmath's; numbers that mpmath cannot evaluate are counted and passed over.
"""
import math
import subprocess
import sys

try:
    import mpmath as mp
except ImportError:
    print("skipped: no python3-mpmath")
    sys.exit(77)

FORMATS = {"binary16": (11, -14, 15), "bfloat16": (8, -126, 127), "binary32": (24, -126, 127), "binary64": (53, -1022, 1023)}
LARGEST_EXPONENT = 2000  # mpmath writes out the integer part of an argument of sin


def guarded(f):
    def g(*a):
        for v in a:
            if isinstance(v, mp.mpc) or not mp.isfinite(v) or (v and mp.mag(v) > LARGEST_EXPONENT):
                raise ArithmeticError("out of range")
        y = f(*a)
        if isinstance(y, mp.mpc) or not mp.isfinite(y):
            raise ArithmeticError("no real value")
        return y
    return g


def power(a, b):
    if a < 0 and b != mp.floor(b):
        raise ArithmeticError("negative base")
    return mp.mpf(a) ** b


NAMES = {name: guarded(f) for name, f in {
    **{n: getattr(mp, n) for n in "sqrt cbrt exp expm1 log log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh "
       "atanh erf erfc floor ceil sign hypot atan2".split()},
    "exp2": lambda x: mp.mpf(2) ** x, "log2": lambda x: mp.log(x, 2), "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "abs": abs, "min": min, "max": max, "fma": lambda a, b, c: a * b + c, "power": power,
    "round": lambda x: mp.sign(x) * mp.floor(abs(x) + mp.mpf(1) / 2), "trunc": lambda x: mp.sign(x) * mp.floor(abs(x)),
    "where": lambda c, a, b: a if c else b}.items()}


class Number:
    """An mpf whose ^ is a power, so that Python can read the expression; its precedence is saved by the parentheses.

    Our parser folds operations on literals alone, in binary64: those expressions are passed over.
    """

    def __init__(self, v, constant=False):
        self.v, self.constant = mp.mpf(v), constant
        if v and mp.mag(v) > LARGEST_EXPONENT:
            raise ArithmeticError("out of range: it would absorb everything")

    def with_(self, o, f):
        if self.constant and o.constant:
            raise ArithmeticError("folded")
        return Number(f(self.v, o.v))

    def __add__(self, o): return self.with_(o, lambda a, b: a + b)
    def __sub__(self, o): return self.with_(o, lambda a, b: a - b)
    def __mul__(self, o): return self.with_(o, lambda a, b: a * b)
    def __truediv__(self, o): return self.with_(o, lambda a, b: a / b)
    def __xor__(self, o): return self.with_(o, NAMES["power"])
    def __lt__(self, o): return self.with_(o, lambda a, b: 1 if a < b else 0)


def lift(f):
    def g(*a):
        if all(n.constant for n in a):
            raise ArithmeticError("folded")
        return Number(f(*[n.v for n in a]))
    return g


def literal(v): return Number(v, constant=True)


def rounded(x, fmt):
    """To nearest, ties to even, into the format."""
    p, emin, emax = FORMATS[fmt]
    if x == 0:
        return 0.0
    e = max(mp.mag(x) - 1, emin) - p + 1
    n = mp.nint(mp.ldexp(x, -e))
    return math.inf * mp.sign(x) if abs(n) * mp.mpf(2) ** e >= mp.mpf(2) ** (emax + 1) else float(mp.ldexp(n, e))


def literals(text, fmt):
    out, i = [], 0
    while i < len(text):
        j = i
        while j < len(text) and (text[j].isdigit() or text[j] == "."):
            j += 1
        starts = j > i and not (i and text[i - 1].isalnum())
        out.append(f"L({rounded(mp.mpf(text[i:j]), fmt)!r})" if starts else text[i:max(j, i + 1)])
        i = max(j, i + 1)
    return "".join(out)


def main():
    lines = subprocess.run([sys.argv[1], "--print", sys.argv[2]], capture_output=True, text=True, check=True).stdout
    checked = wrong = skipped = 0
    for line in lines.splitlines():
        text, fmt, point, *given = line.split("\t")
        x, y = map(float.fromhex, point.split())
        mp.mp.dps = 400
        scope = {**{k: lift(f) for k, f in NAMES.items()}, "L": literal}
        code = compile(literals(text, fmt), text, "eval")
        f = lambda a, b: eval(code, scope, {"x": Number(a), "y": Number(b)}).v
        jobs = [lambda: f(mp.mpf(x), mp.mpf(y)), lambda: slope(lambda t: f(t, mp.mpf(y)), x),
                lambda: slope(lambda t: f(mp.mpf(x), t), y)]
        for k, (job, number) in enumerate(zip(jobs, map(float.fromhex, given))):
            if math.isnan(number):
                continue
            try:
                truth = job()
            except (ArithmeticError, ValueError, TypeError, OverflowError, mp.libmp.NoConvergence):
                skipped += 1
                continue
            checked += 1
            if not close(truth, number, fmt):
                wrong += 1
                print(f"{text} in {fmt} at ({x!r}, {y!r}), number {k}: {number!r}, mpmath {mp.nstr(truth, 20)}")
    print(f"{checked} numbers checked, {skipped} not evaluated by mpmath, {wrong} wrong")
    sys.exit(1 if wrong or checked < int(sys.argv[2]) else 0)


def slope(f, x):
    """Central differences at 800 digits: a step of 10^-200 of x has an error of the order of its square. One of 10^-250
    has to agree: a step may jump over integers."""
    mp.mp.dps = 800
    try:
        both = [(f(x + h) - f(x - h)) / (2 * h) for h in
                [(abs(mp.mpf(x)) or mp.mpf(10) ** -330) * mp.mpf(10) ** -k for k in (200, 250)]]
        if abs(both[0] - both[1]) > mp.mpf(10) ** -100 * abs(both[0]):
            raise ArithmeticError("steps disagree")
        return both[0]
    finally:
        mp.mp.dps = 400


def close(truth, number, fmt):
    p, emin, emax = FORMATS[fmt]
    if math.isinf(number):
        return abs(truth) >= mp.mpf(2) ** emax and mp.sign(truth) == math.copysign(1, number)
    size = max(abs(truth), abs(mp.mpf(number)))
    e = max(mp.mag(size) - 1, emin) if size else emin
    return abs(truth - mp.mpf(number)) <= mp.mpf(2) ** (e - p) * (1 + mp.mpf(2) ** -60)


main()

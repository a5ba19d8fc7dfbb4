# Why there is no value: of several reasons the larger one stands.
PRESENT, NOT_APPLICABLE, PENDING, MISSING, MISSING_ROW, DIVISION_BY_ZERO = range(6)
QUOTA_OPEN = 7
REASONS = {NOT_APPLICABLE: "不适用", PENDING: "待定", MISSING: "缺报", MISSING_ROW: "缺报", QUOTA_OPEN: "名额未定"}
COUNTY_HEADERS = ("县市区", "县", "区县", "县级单位")
WIDE = {ord(c): ord(c) - 0xFEE0 for c in map(chr, range(0xFF01, 0xFF5E))}
WIDE.update({0x3000: 0x20, 0xA0: 0x20, 0xFEFF: 0x20, 0x2212: 0x2D})
WIDE.update({ord(a): ord(b) for a, b in zip("｡､～~–―‐∶︰", "。、—————::")})


def folded(text: str) -> str:
    """Full width is half width, and nothing hangs at the ends."""
    return text.translate(WIDE).strip()


def header_key(text: str) -> str:
    """A header as it is compared: without any blank."""
    return re.sub(r"\s", "", folded(text))


class Amount:
    """A number of units in its last decimal place."""

    SHAPE = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?\s*(.*)", re.DOTALL)

    def __init__(self, places: int, unit: str, limits: Optional[Tuple[str, str]]) -> None:
        self.places, self.unit = places, unit
        low, high = (Fraction(limit) * 10**places for limit in limits) if limits else (Fraction(0), None)
        self.low, self.high = math.ceil(low), None if high is None else math.floor(high)
        self.range = "至".join(limits) if limits else ""
        self.rests = ("", folded(unit))

    def read(self, text: str) -> int:
        found = self.SHAPE.fullmatch(folded(text))
        if not found or folded(found[4]) not in self.rests:
            raise ValueError(f"应为数，单位：{self.unit}" if self.unit else "应为数")
        fraction = (found[3] or "").rstrip("0")
        if len(fraction) > self.places:
            raise ValueError(f"至多{self.places}位小数")
        units = int(found[1] + found[2].replace(",", "") + fraction.ljust(self.places, "0"))
        if units < self.low or (self.high is not None and units > self.high):
            raise ValueError(f"超出范围{self.range}" if self.range else "不能为负数")
        return units


class Fact:
    """是 or 否."""

    WORDS = {"是": 1, "有": 1, "在册": 1, "√": 1, "✓": 1, "✔": 1, "否": 0, "无": 0, "不在册": 0, "×": 0, "✗": 0, "✘": 0}

    def read(self, text: str) -> int:
        value = self.WORDS.get(folded(text))
        if value is None:
            raise ValueError("应为是或否")
        return value


class Document:
    """A document counts if its number, its day of issue in time and its issuer are there."""

    def read(self, text: str) -> int:
        word = folded(text)
        if Fact.WORDS.get(word) == 0:
            return 0
        if len(word) < 4:
            raise ValueError("应写明文号，日期，发文机关；没有的填无")
        parts = [part.strip() for part in re.split(r"[,、;\n]", word) if part.strip()]
        number = next((i for i, p in enumerate(parts) if p.endswith("号") and re.search(r"[0-9]", p)), None)
        day = next((i for i, p in enumerate(parts) if self.in_time(p)), None)
        if number is None or day is None:
            return 0
        return int(any(i not in (number, day) for i in range(len(parts))))

    @staticmethod
    def in_time(text: str) -> bool:
        found = re.fullmatch(r"(\d+)\s*[年\-—./]\s*(\d+)\s*[月\-—./]\s*(\d+)\s*日?", text)
        try:
            return found is not None and date(int(found[1]), int(found[2]), int(found[3])) <= date(YEAR, 12, 31)
        except ValueError:
            return False


class Level:
    """One of these words; its place, 0 is first."""

    def __init__(self, levels: Sequence[str]) -> None:
        self.levels = [header_key(level) for level in levels]

    def read(self, text: str) -> int:
        if header_key(text) not in self.levels:
            raise ValueError("应为" + "、".join(self.levels) + "之一")
        return self.levels.index(header_key(text))


class Day:
    """A day, as its number since 1 March of the year 0."""

    UNREPORTED = 3652364

    def __init__(self, unreported: bool) -> None:
        self.unreported = unreported

    def read(self, text: str) -> int:
        word = folded(text)
        if self.unreported and word == "未报":
            return self.UNREPORTED
        found = re.fullmatch(r"(?:(\d{4})年)?\s*(\d{1,2})月\s*(\d{1,2})[日号]", word)
        found = found or re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?: 00:00(?::00)?)?", word)
        try:
            numbers = [g for g in found.groups() if g is None or g.isdigit()]  # type: ignore[union-attr]
            return date(int(numbers[0] or YEAR), int(numbers[1]), int(numbers[2])).toordinal() + 305
        except (AttributeError, ValueError):
            raise ValueError("应为日期，如2021年3月5日") from None


class Words:
    """Text, only compared with other text."""

    def __init__(self) -> None:
        self.known: Dict[str, int] = {}

    def read(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))

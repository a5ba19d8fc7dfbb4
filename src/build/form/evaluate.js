// What an expression of a rule is, exactly: a fraction [numerator, denominator] in lowest terms, a fact, or why there is no value.

// Why there is no value; of several reasons the graver one stands, of equal ones the later declaration.
class Absent {
  constructor(rank, id = 0) {
    this.rank = rank;
    this.id = id;
  }
}
const NA = new Absent(0);
const graver = (a, b) => a.rank > b.rank || (a.rank === b.rank && a.id >= b.id) ? a : b;
const isAbsent = value => value instanceof Absent;

function ratio(num, den) {
  const by = gcd(num < 0n ? -num : num, den < 0n ? -den : den) * (den < 0n ? -1n : 1n);
  return [num / by, den / by];
}

const whole = n => [BigInt(n), 1n];
const given = text => ratio(...fraction(text));
const plus = (a, b) => ratio(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
const minus = (a, b) => ratio(a[0] * b[1] - b[0] * a[1], a[1] * b[1]);
const times = (a, b) => ratio(a[0] * b[0], a[1] * b[1]);
const over = (a, b) => ratio(a[0] * b[1], a[1] * b[0]);
const compared = (a, b) => typeof a === "boolean" ? Number(a) - Number(b) : Number(a[0] * b[1] > b[0] * a[1]) - Number(a[0] * b[1] < b[0] * a[1]);
const same = (a, b) => compared(a, b) === 0;
const isZero = a => a[0] === 0n;
const ONE = whole(1), NOUGHT = whole(0);

// Half up, and the sign put back.
function rounded([num, den], places) {
  const scale = 10n ** BigInt(places), size = num < 0n ? -num : num;
  const units = (2n * size * scale + den) / (2n * den);
  return ratio(num < 0n ? -units : units, scale);
}

// A value, or why there is none. `env` is a county and how many years back, or a row of it.
function valueOf(expr, env) {
  const [what, a, b, c] = expr;
  switch (what) {
    case "n": case "full": return given(a);
    case "b": return a;
    case "d": return datumOf(a, env.back + b, env.county);
    case "c": return columnOf(a, env);
    case "s": return resultOf(a, b, env.county);
    case "in": return env.county.groups.has(a);
    case "na": return NA;
    case "not": case "neg": case "floor": case "ceil": case "round": {
      const inner = valueOf(a, env);
      return isAbsent(inner) ? inner : UNARY[what](inner, b);
    }
    case "+": case "-": case "*": case "min": case "max": case "/":
    case "=": case "!=": case "<": case "<=": case ">": case ">=": {
      const x = valueOf(a, env), y = valueOf(b, env);
      if (isAbsent(x) && isAbsent(y)) return graver(x, y);
      if (isAbsent(x)) return x;
      if (isAbsent(y)) return y;
      if (what === "/" && isZero(y)) return c === 0 ? new Absent(4) : c === 1 ? NA : valueOf(c, env);
      return BINARY[what](x, y);
    }
    case "and": return decided(a, env, false);
    case "or": return decided(a, env, true);
    case "if": {
      const holds = valueOf(a, env);
      return isAbsent(holds) ? holds : valueOf(holds ? b : c, env);
    }
    case "isna": {
      const inner = valueOf(a, env);
      return isAbsent(inner) ? inner.rank === 0 || inner : false;
    }
    case "else": {
      const inner = valueOf(a, env);
      return isAbsent(inner) && inner.rank === 0 ? valueOf(b, env) : inner;
    }
    case "given": {
      const inner = valueOf(a, env);
      return isAbsent(inner) && (inner.rank === 2 || inner.rank === 3) ? valueOf(b, env) : inner;
    }
    case "over": case "rank": return populationOf(expr, env);
    case "rows": return rowsValue(expr, env);
    default: return new Absent(5);
  }
}

const UNARY = {
  not: a => !a,
  neg: ([num, den]) => [-num, den],
  floor: ([num, den]) => [floorDiv(num, den), 1n],
  ceil: ([num, den]) => [-floorDiv(-num, den), 1n],
  round: rounded,
};

const BINARY = {
  "+": plus, "-": minus, "*": times, "/": over,
  min: (a, b) => compared(a, b) <= 0 ? a : b,
  max: (a, b) => compared(a, b) >= 0 ? a : b,
  "=": same, "!=": (a, b) => !same(a, b),
  "<": (a, b) => compared(a, b) < 0, "<=": (a, b) => compared(a, b) <= 0,
  ">": (a, b) => compared(a, b) > 0, ">=": (a, b) => compared(a, b) >= 0,
};

// An absent part matters only if no part decides.
function decided(all, env, decisive) {
  let absent = null;
  for (const part of all) {
    const holds = valueOf(part, env);
    if (isAbsent(holds)) absent = absent === null ? holds : graver(absent, holds);
    else if (holds === decisive) return decisive;
  }
  return absent ?? !decisive;
}

const stored = (units, source) => source.places === null ? units !== 0n : ratio(units, 10n ** BigInt(source.places));

function datumOf(id, back, county) {
  const source = RULES.why.data[id], code = back === 0 ? `d${id}` : `d${id}_${back}`;
  if (source.formula !== null) {
    county.known ??= new Map();
    if (!county.known.has(code)) county.known.set(code, valueOf(source.formula, { county, back }));
    return county.known.get(code);
  }
  const absent = county[`${code}_absent`] ?? MISSING;
  if (absent === PRESENT) return stored(county[code], source);
  if (absent === NOT_APPLICABLE) return NA;
  if (absent === PENDING) return new Absent(1, id);
  return source.missing === null ? new Absent(source.judged ? 1 : 2, id) : given(source.missing);
}

function columnOf(id, env) {
  const source = RULES.why.columns[id];
  if (env.row === undefined) return new Absent(3, id);
  if (source.formula !== null) return valueOf(source.formula, env);
  const absent = env.row[`${source.code}_absent`] ?? MISSING;
  if (absent === PRESENT) return stored(env.row[source.code], source);
  if (absent === NOT_APPLICABLE) return NA;
  return absent === PENDING || source.missing === null ? new Absent(3, id) : given(source.missing);
}

// A score, the total, or the grade as its place.
function resultOf(at, indicator, county) {
  const [num, den, absent] = OUTPUTS[at](county);
  if (absent === PRESENT) return RULES.outputs[at].kind === "truth" ? num !== 0n : ratio(num, den);
  // A score lacks what its rule lacks.
  const own = RULES.why.rules[indicator] ?? null, why = own === null ? null : valueOf(own.whole, { county, back: 0 });
  if (isAbsent(why)) return why;
  return new Absent({ 1: 0, 2: 1, 3: 2, 4: 3 }[absent] ?? 4, -1);
}

function populationOf([what, scope, value, how, ties], env) {
  const values = [];
  let absent = null, own = null;
  for (const county of env.county[scope]) {
    const found = valueOf(value, { county, back: env.back });
    if (!isAbsent(found)) {
      values.push(found);
      if (county === env.county) own = found;
    } else if (found.rank !== 0) absent = absent === null ? found : graver(absent, found);
  }
  if (absent !== null) return absent;
  if (what === "rank") {
    if (own === null) return NA;
    const better = values.filter(v => how ? compared(v, own) > 0 : compared(v, own) < 0).length, equal = values.filter(v => same(v, own)).length;
    return { better: whole(better + 1), worse: whole(better + equal), mean: ratio(BigInt(2 * better + equal + 1), 2n) }[ties];
  }
  if (how === "any") return values.includes(true);
  if (how === "count") return whole(values.filter(v => v !== false).length);
  if (values.length === 0) return how === "sum" ? NOUGHT : NA;
  if (how === "max" || how === "min") return values.reduce(BINARY[how]);
  const total = values.reduce(plus, NOUGHT);
  return how === "sum" ? total : over(total, whole(values.length));
}

function rowsValue([, table, how, filter, value, by], env) {
  const rows = [];
  let absent = null;
  for (const row of env.county[`t${table}`] ?? []) {
    const own = { ...env, row };
    if (valueOf(RULES.why.filters[table], own) !== true) continue;
    const counts = valueOf(filter, own);
    if (counts === false) continue;
    const pair = isAbsent(counts) ? [counts] : [valueOf(value, own), by === null ? ONE : valueOf(by, own)];
    const lacking = pair.filter(isAbsent).reduce((a, b) => a === null ? b : graver(a, b), null);
    if (lacking === null) rows.push(pair);
    else if (lacking.rank !== 0) absent = absent === null ? lacking : graver(absent, lacking);
  }
  if (absent !== null) return absent;
  const sumOf = of => rows.map(of).reduce(plus, NOUGHT), weights = sumOf(([, w]) => w);
  const mean = () => isZero(weights) ? NA : over(sumOf(([x, w]) => times(x, w)), weights);
  const values = rows.map(([x]) => x);
  switch (how) {
    case "count": return whole(rows.length);
    case "sum": return sumOf(([x]) => x);
    case "mean": return mean();
    case "max": case "min": return values.length === 0 ? NA : values.reduce(BINARY[how]);
    case "distinct": return whole(new Set(values.map(String)).size);
    case "best": {
      const best = new Map();
      for (const [x, key] of rows) best.set(String(key), best.has(String(key)) ? BINARY.max(best.get(String(key)), x) : x);
      return [...best.values()].reduce(plus, NOUGHT);
    }
    default: {
      const middle = mean();
      if (isAbsent(middle)) return middle;
      const spread = over(sumOf(([x, w]) => times(times(minus(x, middle), minus(x, middle)), w)), weights);
      return isZero(middle) ? new Absent(4) : over(spread, times(middle, middle));
    }
  }
}

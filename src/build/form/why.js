// Why an indicator has its points, in the words of `evalc score --explain`: the rule is followed along the one path its
// values take. Numbers are fractions [numerator, denominator] in lowest terms, facts true or false.

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

// A number as it is written: exact if it is a short decimal, else about so much.
function written(n) {
  for (let places = 0; places <= 6; places += 1) {
    if (10n ** BigInt(places) * n[0] % n[1] === 0n) return decimal(n[0], n[1], places);
  }
  return `约${written(rounded(n, 4))}`;
}

// The root of a square, to four places where it has more.
function rootText([num, den]) {
  const square = floorDiv(num * 10n ** 10n, den);
  let root = 0n;
  for (let bit = 1n << BigInt(square.toString(2).length); bit > 0n; bit >>= 1n) if ((root + bit) * (root + bit) <= square) root += bit;
  const found = ratio(root, 10n ** 5n);
  return same(times(found, found), [num, den]) ? written(found) : `约${written(rounded(found, 4))}`;
}

// The day of a number of days since 1 March of the year 0.
function dayText(days) {
  const era = floorDiv(days, 146097n), rest = Number(days - era * 146097n);
  const year = Math.floor((rest - Math.floor(rest / 1460) + Math.floor(rest / 36524) - Math.floor(rest / 146096)) / 365);
  const inYear = rest - (365 * year + Math.floor(year / 4) - Math.floor(year / 100)), at = Math.floor((5 * inYear + 2) / 153);
  const month = at < 10 ? at + 3 : at - 9;
  return `${Math.max(0, Number(era) * 400 + year + (month <= 2 ? 1 : 0))}年${month}月${inYear - Math.floor((153 * at + 2) / 5) + 1}日`;
}

function print(shape, value) {
  if (typeof value === "boolean") return shape.is === "document" ? (value ? "有" : "无") : value ? "是" : "否";
  switch (shape.is) {
    case "number": return written(value) + shape.unit;
    case "share": return `${written(times(value, whole(100)))}%`;
    case "root": return rootText(value);
    case "level": return (value[1] === 1n ? shape.levels[Number(value[0])] : undefined) ?? written(value);
    case "date": return value[1] !== 1n ? written(value) : value[0] === UNREPORTED ? "未报" : dayText(value[0]);
    default: return written(value);
  }
}

function differenceText(shape, off) {
  if (shape.is === "share") return `${written(times(off, whole(100)))}个百分点`;
  if (shape.is === "number" && shape.percent) return `${written(off)}个百分点`;
  return shape.is === "date" ? `${written(off)}天` : print(shape, off);
}

const datumName = (id, back) => RULES.why.data[id].name + (back === 0 ? "" : back === 1 ? "（上年）" : `（前${back}年）`);
const isNumber = (expr, n) => expr[0] === "n" && same(given(expr[1]), whole(n));

// What a value that is read and not computed is called.
function nameOf(expr) {
  const at = { s: 3, full: 2, rank: 5, over: 4, rows: 6 }[expr[0]];
  if (expr[0] === "d") return datumName(expr[1], expr[2]);
  return expr[0] === "c" ? RULES.why.columns[expr[1]].name : at === undefined ? "" : expr[at];
}

// An amount with the arithmetic it came from; `sum` asks for brackets inside a product, `name` is that of what was read.
const plain = (value, name = "") => ({ value, formula: written(value), sum: false, name });
const computed = (value, formula, sum) => ({ value, formula, sum, name: "" });
const namedOf = amount => amount.name + equationOf(amount);
const equationOf = ({ value, formula }) => formula === written(value) ? formula : `${formula}＝${written(value)}`;
const factorOf = ({ formula, sum }) => sum ? `（${formula}）` : formula;

// Whether a number of steps is measured as a share of the target.
function isShareOf(count, target) {
  const [what, a, b] = count;
  if (what === "floor" || what === "ceil" || (what === "*" && b[0] === "n")) return isShareOf(a, target);
  return what === "/" && JSON.stringify(b) === JSON.stringify(target);
}

// Follows a rule; throws an Absent where there is no value.
class Tracer {
  constructor(env) {
    this.env = env;
    this.lines = [];
    this.told = new Set();
  }

  say(line) {
    if (!this.lines.includes(line)) this.lines.push(line);
  }

  value(expr) {
    const value = valueOf(expr, this.env);
    if (isAbsent(value)) throw value;
    return value;
  }

  amount(expr, loses) {
    const [what, a, b, c] = expr;
    switch (what) {
      case "if": {
        if (this.value(a)) {
          const step = this.step(a, b, loses);
          if (step !== null) return step;
          this.condition(a, true);
          return this.amount(b, loses);
        }
        if (!isNumber(c, 0) || !loses) this.condition(a, false);
        return this.amount(c, loses);
      }
      case "+": case "-": case "*": case "min": case "max": return this.binary(what, a, b, loses);
      case "/": {
        const value = this.value(expr);
        let x, y;
        try {
          x = this.amount(a, loses);
          y = this.amount(b, loses);
        } catch (absent) {
          if (!isAbsent(absent)) throw absent;
          return plain(value);
        }
        if (isZero(y.value)) return plain(value);
        return same(y.value, ONE) ? x : computed(value, `${factorOf(x)}÷${factorOf(y)}`, false);
      }
      case "floor": case "ceil": case "round": {
        const value = this.value(expr), inner = this.amount(a, loses);
        if (same(inner.value, value)) return inner;
        this.say(`${namedOf(inner)}，${{ floor: "取整为", ceil: "向上取整为", round: "四舍五入为" }[what]}${written(value)}`);
        return plain(value);
      }
      case "else": case "given": {
        const found = valueOf(a, this.env);
        const ranks = what === "else" ? [0] : [2, 3];
        if (!isAbsent(found) || !ranks.includes(found.rank)) return this.amount(a, loses);
        this.say(what === "else" ? "不适用，按规定计分" : "缺报，按规定计分");
        return this.amount(b, loses);
      }
      case "neg": {
        const inner = this.amount(a, !loses);
        return computed(UNARY.neg(inner.value), `－${factorOf(inner)}`, true);
      }
      default: return plain(this.value(expr), nameOf(expr));
    }
  }

  binary(op, a, b, loses) {
    const left = this.amount(a, loses), right = this.amount(b, op === "-" ? !loses : loses);
    const amount = this.joined(op, [a, b], left, right), limited = op === "min" || op === "max";
    return !limited && (left.endless || right.endless) ? { ...amount, endless: true } : amount;
  }

  joined(op, [a, b], left, right) {
    const x = left.value, y = right.value, value = BINARY[op](x, y);
    if (op === "+" && isZero(x)) return right;
    if ((op === "+" || op === "-") && isZero(y)) return left;
    if (op === "+" && y[0] < 0n && !right.sum) return computed(value, `${left.formula}－${written(UNARY.neg(y))}`, true);
    if (op === "+") return computed(value, `${left.formula}＋${right.formula}`, true);
    if (op === "-") return computed(value, `${left.formula}－${right.sum ? `（${right.formula}）` : written(y)}`, true);
    if (op === "*") return same(x, ONE) ? right : same(y, ONE) ? left : computed(value, `${factorOf(left)}×${factorOf(right)}`, false);
    const takesLeft = op === "min" ? compared(x, y) <= 0 : compared(x, y) >= 0;
    const [taken, other, limit] = takesLeft ? [left, right, a] : [right, left, b];
    if (limit[0] === "n" && !same(taken.value, other.value)) {
      const why = op === "min" ? "高于上限" : isZero(taken.value) ? "扣完为止" : "低于下限";
      this.say(`${other.endless ? "" : `${namedOf(other)}，`}${why}，按${written(taken.value)}计`);
    }
    return taken;
  }

  // A step (每…扣…分) that counts: how far off, how many steps, how many points.
  step(condition, then, loses) {
    const [what, a, b, words] = condition;
    if (!["<", ">"].includes(what) || then[0] === "n" || (then[0] === "*" && then[2][0] !== "n")) return null;
    const [count, points] = then[0] === "*" ? [then[1], given(then[2][1])] : [then, ONE];
    const steps = this.value(count);
    const uncut = ["floor", "ceil"].includes(count[0]) ? this.value(count[1]) : steps;
    const x = this.value(a), y = this.value(b);
    if (typeof x === "boolean" || typeof y === "boolean") return null;
    const amount = computed(times(steps, points), `${written(steps)}×${written(points)}`, false);
    const { shape } = words, difference = minus(x, y), off = difference[0] < 0n ? UNARY.neg(difference) : difference;
    this.told.add(JSON.stringify([a, b]));
    if (shape.is === "date" && x[1] === 1n && x[0] === UNREPORTED) {
      this.say(`${words.a}未报，按一直未完成计`);
      return { ...amount, endless: true };
    }
    const facts = this.facts(a), word = compared(x, y) < 0 ? shape.less : shape.more;
    let text = facts !== null ? `缺${facts.map(fact => `“${fact}”`).join("")}，共${written(x)}项`
      : isZero(y) ? words.a + print(shape, x)
        : `${print(shape, x)}比${print(shape, y)}${word}${differenceText(shape, off)}`;
    // What is off, in the unit steps are counted in.
    let unit = shape.steps, counted = shape.is === "share" ? times(off, whole(100)) : off;
    if (isShareOf(count, b) && !isZero(y)) {
      counted = times(over(off, y[0] < 0n ? UNARY.neg(y) : y), whole(100));
      unit = "个百分点";
      text += `，即${word}${written(counted)}%`;
    }
    const size = isZero(uncut) ? ONE : over(counted, uncut), single = same(size, ONE);
    if (!single) text += `，每${written(size)}${unit}为一档`;
    if (isZero(steps)) {
      this.say(`${text}，不足1${single ? unit : "档"}，不${loses ? "扣" : "得"}分`);
      return plain(NOUGHT);
    }
    if (!same(uncut, steps) || !single) text += `，按${written(steps)}${single ? unit : "档"}计`;
    this.say(`${text}，${loses ? "扣" : "得"}${equationOf(amount)}分`);
    return amount;
  }

  // The facts that are lacking, if an expression counts them.
  facts(expr) {
    const [what, a, b, c, fact] = expr;
    if (what === "+") {
      const left = this.facts(a), right = left === null ? null : this.facts(b);
      return right === null ? null : [...left, ...right];
    }
    if (what !== "if" || !isNumber(b, 0) || !isNumber(c, 1)) return null;
    return valueOf(a, this.env) === false ? [fact] : [];
  }

  // Tells the comparisons that made a condition hold or not.
  condition(expr, holds) {
    const [what, a, b, c] = expr;
    switch (what) {
      case "not": return this.condition(a, !holds);
      case "and": case "or": {
        const deciding = a.filter(part => valueOf(part, this.env) === holds);
        (((what === "and") === holds) ? deciding : deciding.slice(0, 1)).forEach(part => this.condition(part, holds));
        return undefined;
      }
      case "=": case "!=": case "<": case "<=": case ">": case ">=": return this.comparison(a, b, c);
      case "if": {
        const first = valueOf(a, this.env) === true;
        this.condition(a, first);
        return this.condition(first ? b : c, holds);
      }
      case "d": return this.say(`“${datumName(a, b)}”为${print(RULES.why.data[a].shape, holds)}`);
      case "in": return this.say(`${holds ? "属于" : "不属于"}“${b}”`);
      case "isna": return this.say(`“${b}”${holds ? "不适用" : "适用"}`);
      default: return undefined;
    }
  }

  comparison(a, b, words) {
    const key = JSON.stringify([a, b]);
    if (this.told.has(key) || this.facts(a) !== null) return;
    const x = valueOf(a, this.env), y = valueOf(b, this.env), { shape } = words;
    if (isAbsent(x) || isAbsent(y)) return;
    this.told.add(key);
    const value = print(shape, x), limit = print(shape, y);
    if (shape.is === "level") return this.say(`${words.a}为“${value}”`);
    if (words.rank) return this.say(`${words.a}为第${value}名`);
    if (value === "未报") return this.say(`${words.a}未报`);
    const order = compared(x, y), word = order < 0 ? shape.less : order > 0 ? shape.more : "等";
    return this.say(`${words.a}${value}，${word}于${words.b ?? ""}${limit}`);
  }
}

const partsIn = expr => expr.slice(1).filter(Array.isArray).flatMap(part => typeof part[0] === "string" ? [part] : part.filter(Array.isArray));

// How many years back the datum lies that is absent, through what is computed from it; undefined if no part tells.
function yearsBack(expr, env, absent, depth = 0) {
  if (expr[0] === "d" && depth <= 20) {
    const [, id, back] = expr, found = valueOf(expr, env), { formula } = RULES.why.data[id];
    if (isAbsent(found) && found.rank === absent.rank && found.id === absent.id) {
      if (id === absent.id) return env.back + back;
      if (formula !== null) return yearsBack(formula, { ...env, back: env.back + back }, absent, depth + 1);
    }
    return undefined;
  }
  for (const part of partsIn(expr)) {
    const back = yearsBack(part, env, absent, depth);
    if (back !== undefined) return back;
  }
  return undefined;
}

function lackText(absent, expr, env) {
  const name = () => absent.id < 0 ? "数据" : datumName(absent.id, yearsBack(expr, env, absent) ?? 0);
  switch (absent.rank) {
    case 0: return "不适用，不计分";
    case 1: return `“${name()}”待定，暂不能计分`;
    case 2: return `“${name()}”缺报，不能计分`;
    case 3: return `明细表的“${absent.id < 0 ? "数据" : RULES.why.columns[absent.id].name}”缺报，不能计分`;
    default: return "分母为0，不能计分";
  }
}

function finished(points, steps) {
  const { places } = RULES.why, near = rounded(points, places);
  if (!same(near, points)) steps.push(`${written(points)}分四舍五入，保留${places}位小数，为${written(near)}分`);
  return steps;
}

function notApplicable(rule, env) {
  const points = valueOf(rule.whole, env);
  if (isAbsent(points)) return [rule.handling === "skip" ? "不适用，不考核" : "不适用，不计分，其余指标得分按满分折算"];
  const text = { full: `不适用，直接得满分${written(points)}分`, zero: "不适用，不得分" }[rule.handling] ?? `不适用，取其他县的平均分${written(points)}分`;
  return finished(points, [text]);
}

// The parts of a rule, then the sum, the limits and the rounding.
function partsOf(rule, env) {
  const steps = [], full = rule.full === null ? NOUGHT : given(rule.full);
  const earns = rule.item || rule.parts.some(part => !part.loses), several = rule.parts.length > 1;
  let sum = earns ? NOUGHT : full, formula = earns ? "" : written(full);
  rule.parts.forEach((part, at) => {
    const tracer = new Tracer(env), amount = tracer.amount(part.value, part.loses);
    if (several || !part.loses || tracer.lines.length === 0 || amount.formula.includes("＋")) {
      const lead = several ? `第${at + 1}项` : "", verb = part.loses ? "扣" : "得";
      tracer.lines.push(isZero(amount.value) ? `${lead}不${verb}分` : `${lead}${verb}${equationOf(amount)}分`);
    }
    steps.push(...tracer.lines);
    const adds = rule.item ? part.loses === rule.penalty : !part.loses, value = written(amount.value);
    if (adds) {
      formula += `${formula === "" ? "" : "＋"}${value}`;
      sum = plus(sum, amount.value);
    } else if (!isZero(amount.value)) {
      formula += `${formula === "" ? "0－" : "－"}${value}`;
      sum = minus(sum, amount.value);
    }
  });
  if (formula !== "" && formula !== written(sum) && rule.parts.length + Number(!earns) > 1) steps.push(`${formula}＝${written(sum)}分`);
  for (const part of rule.parts.filter(each => each.overrides !== null)) {
    const holds = valueOf(part.overrides, env);
    if (isAbsent(holds)) throw holds;
    if (holds) {
      const tracer = new Tracer(env);
      tracer.condition(part.overrides, true);
      tracer.say("本指标不得分");
      steps.push(...tracer.lines);
      sum = NOUGHT;
    }
  }
  if (sum[0] < 0n && !rule.signed) {
    steps.push("扣完为止，按0分计");
    sum = NOUGHT;
  }
  if (rule.full !== null && compared(sum, full) > 0 && !rule.uncapped) {
    steps.push(`超过本项分值，按${written(full)}分计`);
    sum = full;
  }
  return finished(sum, steps);
}

// The steps of an indicator, by its place, for a county that was computed.
function explain(at, county) {
  const rule = RULES.why.rules[at], env = { county, back: 0 };
  if (rule === null) return [];
  const raw = valueOf(rule.raw, env);
  if (rule.passes) {
    const met = valueOf(rule.whole, env);
    if (isAbsent(met)) return [lackText(met, rule.whole, env)];
    const tracer = new Tracer(env);
    tracer.condition(rule.whole, met);
    tracer.say(met ? "达标" : "未达标");
    return tracer.lines;
  }
  if (isAbsent(raw)) return raw.rank === 0 ? notApplicable(rule, env) : [lackText(raw, rule.raw, env)];
  try {
    return partsOf(rule, env);
  } catch (absent) {
    if (!isAbsent(absent)) throw absent;
    // Only the whole is defined where a part is not (缺报的得0分).
    const points = valueOf(rule.whole, env), steps = ["缺少数据，按规定计分"];
    return isAbsent(points) ? steps : finished(points, steps);
  }
}

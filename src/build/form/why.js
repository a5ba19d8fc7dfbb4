// Why an indicator has its points, in the words of `evalc score --explain`: the rule is followed along the one path its
// values take, which `evaluate.js` computes.

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
    case "place": return `第${written(value)}名`;
    case "level": return (value[1] === 1n ? shape.levels[Number(value[0])] : undefined) ?? written(value);
    case "date": return value[1] !== 1n ? written(value) : value[0] === UNREPORTED ? "未报" : dayText(value[0]);
    default: return written(value);
  }
}

function differenceText(shape, off) {
  if (shape.is === "share") return `${written(times(off, whole(100)))}个百分点`;
  if (shape.is === "number" && shape.percent) return `${written(off)}个百分点`;
  const unit = { date: "天", place: "名" }[shape.is];
  return unit === undefined ? print(shape, off) : written(off) + unit;
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

// Whether a number of steps is what a comparison compares: how far one value is from the other, or how many there are.
function measures(count, a, b) {
  const [what, x, y] = count, is = JSON.stringify;
  const times = (expr, value) => is(expr) === is(value) || (expr[0] === "*" && expr[2][0] === "n" && is(expr[1]) === is(value));
  if (is(count) === is(a)) return true;
  if (what === "floor" || what === "ceil" || what === "/" || (what === "*" && y[0] === "n")) return measures(x, a, b);
  return what === "-" && ((times(x, a) && times(y, b)) || (times(x, b) && times(y, a)));
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
    if (!measures(count, a, b)) return null;
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
        : `${print(shape, x)}${shape.is === "place" ? "，" : ""}比${print(shape, y)}${word}${differenceText(shape, off)}`;
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

  // How far one value lies from another, or how many percent, compared with how far it may; null if a side is absent.
  distance(a, limit, { of: shape, sides, share }) {
    const [, p, q] = share === null ? a : a[1][1], [from, to] = share === "below" ? [q, p] : [p, q];
    const x = valueOf(from, this.env), y = valueOf(to, this.env);
    if (isAbsent(x) || isAbsent(y)) return null;
    const off = minus(x, y), size = n => n[0] < 0n ? UNARY.neg(n) : n;
    const own = sides[0] + print(shape, x), other = sides[1] + print(shape, y);
    if (isZero(off)) return `${own}，与${other}持平`;
    const whole = share === null ? off : valueOf(a, this.env);
    if (isAbsent(whole)) return null;
    const far = n => share === null ? differenceText(shape, n) : `${written(n)}%`;
    const text = `${own}，比${other}${off[0] < 0n ? shape.less : shape.more}${far(size(whole))}`;
    if ((off[0] < 0n) !== ((limit[0] < 0n) !== (share === "below")) || isZero(limit)) return text;
    const order = compared(size(whole), size(limit));
    return `${text}，${order < 0 ? "不到" : order > 0 ? "超过" : "正好"}${far(size(limit))}`;
  }

  comparison(a, b, words) {
    const key = JSON.stringify([a, b]);
    if (this.told.has(key) || this.facts(a) !== null) return;
    const x = valueOf(a, this.env), y = valueOf(b, this.env), { shape } = words;
    if (isAbsent(x) || isAbsent(y)) return;
    this.told.add(key);
    const value = print(shape, x), limit = print(shape, y);
    if (shape.is === "level") return this.say(`${words.a}为“${value}”`);
    if (shape.is === "place") return this.say(`${words.a}为${value}`);
    if (value === "未报") return this.say(`${words.a}未报`);
    const distance = words.b === null && words.sides !== null && shape.is !== "date" ? this.distance(a, y, words) : null;
    if (distance !== null) return this.say(distance);
    const order = compared(x, y), word = order < 0 ? shape.less : order > 0 ? shape.more : "等";
    const [own, other] = words.computed, behind = (name, text, computed) => computed ? `${name}（${text}）` : name + text;
    return this.say(`${behind(words.a, value, own)}，${word}于${behind(words.b ?? "", limit, other)}`);
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

// What leaves nothing of the whole indicator; throws an Absent where that is not known.
function emptiedBy(rule, env) {
  const overrides = rule.parts.map(part => part.overrides).filter(each => each !== null);
  // One that holds settles it, whatever the others lack.
  const holds = overrides.find(each => valueOf(each, env) === true);
  if (holds === undefined) {
    const unknown = overrides.map(each => valueOf(each, env)).find(isAbsent);
    if (unknown !== undefined) throw unknown;
    return [];
  }
  const tracer = new Tracer(env);
  tracer.condition(holds, true);
  tracer.say("本指标不得分");
  return tracer.lines;
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
      formula += formula === "" ? value : value.startsWith("-") ? `－${value.slice(1)}` : `＋${value}`;
      sum = plus(sum, amount.value);
    } else if (!isZero(amount.value)) {
      formula += `${formula === "" ? "0－" : "－"}${value}`;
      sum = minus(sum, amount.value);
    }
  });
  if (formula !== "" && formula !== written(sum) && rule.parts.length + Number(!earns) > 1) steps.push(`${formula}＝${written(sum)}分`);
  const emptied = emptiedBy(rule, env);
  if (emptied.length > 0) sum = NOUGHT;
  steps.push(...emptied);
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
    let steps = [];
    try {
      steps = emptiedBy(rule, env);
    } catch (unknown) {
      if (!isAbsent(unknown)) throw unknown;
    }
    if (steps.length === 0) steps = ["缺少数据，按规定计分"];
    const points = valueOf(rule.whole, env);
    return isAbsent(points) ? steps : finished(points, steps);
  }
}

"use strict";
// Reads data and scores counties, to the last digit as evalc does: whole numbers only, no fraction is ever rounded but
// where the rules say so. The text of a cell is read as in a data file.
const evalc = (() => {
const RULES = JSON.parse(document.getElementById("rules").textContent);

// Why there is no value: of several reasons the larger one stands.
const PRESENT = 0n, NOT_APPLICABLE = 1n, PENDING = 2n, MISSING = 3n;
const REASONS = { 1: "不适用", 2: "待定", 3: "缺报", 4: "缺报", 7: "名额未定" };
const COUNTY_HEADERS = ["县市区", "县", "区县", "县级单位"];

class BadData extends Error {
  constructor(problems) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

// Full width is half width, and nothing hangs at the ends.
function folded(text) {
  const half = c => String.fromCharCode(c.charCodeAt(0) - 0xFEE0);
  const same = { "｡": "。", "､": "、", "∶": ":", "︰": ":" };
  return text.replace(/[\uFF01-\uFF5D]/g, half).replace(/[\u3000\u00A0\uFEFF]/g, " ").replaceAll("\u2212", "-")
    .replace(/[～~–―‐]/g, "—").replace(/[｡､∶︰]/g, c => same[c]).trim();
}

// A header as it is compared: without any blank.
function headerKey(text) {
  return folded(text).replace(/\s/g, "");
}

// A fraction as text: 1.5 or 3/2.
function fraction(text) {
  const [num, den = "1"] = text.split("/");
  const [whole, places = ""] = num.split(".");
  return [BigInt(whole + places), BigInt(den) * 10n ** BigInt(places.length)];
}

function readNumber(kind, text) {
  const found = /^([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(.*)$/.exec(folded(text));
  if (!found || !["", folded(kind.unit)].includes(folded(found[4]))) {
    throw new Error(kind.unit ? `应为数，单位：${kind.unit}` : "应为数");
  }
  const digits = (found[3] ?? ".").slice(1);
  const sign = found[1] === "-" ? -1n : 1n;
  const num = sign * BigInt(found[2].replaceAll(",", "") + digits), den = 10n ** BigInt(digits.length);
  const below = ([a, b]) => num * b < a * den, above = ([a, b]) => num * b > a * den;
  if (below(fraction(kind.low ?? "0")) || (kind.high !== null && above(fraction(kind.high)))) {
    throw new Error(kind.high !== null ? `超出范围${kind.low}至${kind.high}` : "不能为负数");
  }
  const units = num * 10n ** BigInt(kind.places);
  if (units % den !== 0n) throw new Error(`至多${kind.places}位小数`);
  return units / den;
}

const FACTS = { 是: 1n, 有: 1n, 在册: 1n, "√": 1n, "✓": 1n, "✔": 1n, 否: 0n, 无: 0n, 不在册: 0n, "×": 0n, "✗": 0n, "✘": 0n };

function readFact(_, text) {
  const word = folded(text);
  if (!Object.hasOwn(FACTS, word)) throw new Error("应为是或否");
  return FACTS[word];
}

// Days since 1 March of the year 0; null if there is no such day.
function dayNumber(year, month, day) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (year < 1 || day < 1 || day > days) return null;
  const from = month <= 2 ? year - 1 : year, at = (month + 9) % 12;
  const leaps = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400);
  return 365 * from + leaps + Math.floor((153 * at + 2) / 5) + day - 1;
}

// A document counts if its number, its day of issue in time and its issuer are there.
function readDocument(_, text) {
  const word = folded(text);
  if (Object.hasOwn(FACTS, word) && FACTS[word] === 0n) return 0n;
  if ([...word].length < 4) throw new Error("应写明文号，日期，发文机关；没有的填无");
  const inTime = part => {
    const found = /^(\d+)\s*[年\-—./]\s*(\d+)\s*[月\-—./]\s*(\d+)\s*日?$/.exec(part);
    const number = found && dayNumber(+found[1], +found[2], +found[3]);
    return Number.isInteger(number) && number <= dayNumber(RULES.year, 12, 31);
  };
  const parts = word.split(/[,、;\n]/).map(part => part.trim()).filter(part => part !== "");
  const number = parts.findIndex(part => part.endsWith("号") && /[0-9]/.test(part));
  const day = parts.findIndex(inTime);
  return BigInt(number >= 0 && day >= 0 && parts.some((_, at) => at !== number && at !== day));
}

function readLevel(kind, text) {
  const levels = kind.levels.map(headerKey), at = levels.indexOf(headerKey(text));
  if (at < 0) throw new Error(`应为${levels.join("、")}之一`);
  return BigInt(at);
}

const UNREPORTED = 3652364n;

function readDay(kind, text) {
  const word = folded(text);
  if (kind.unreported && word === "未报") return UNREPORTED;
  const found = /^(?:(\d{4})年)?\s*(\d{1,2})月\s*(\d{1,2})[日号]$/.exec(word)
    ?? /^(\d{4})(?:[-](\d{1,2})[-]|[/](\d{1,2})[/]|[.](\d{1,2})[.])(\d{1,2})(?: 00:00(?::00)?)?$/.exec(word);
  const [year, month, day] = found ? [found[1] ?? RULES.year, ...found.slice(2).filter(g => g !== undefined)].map(Number) : [];
  const number = found && dayNumber(year, month, day);
  if (number === null) throw new Error("应为日期，如2021年3月5日");
  return BigInt(number);
}

// Text is only compared with other text of its column.
function readText(_, text, column) {
  if (!column.has(text)) column.set(text, BigInt(column.size));
  return column.get(text);
}

const READERS = { number: readNumber, fact: readFact, listed: readFact, document: readDocument, level: readLevel, day: readDay, text: readText };

// What a cell holds: its whole number and why it is absent. Throws what is wrong with the text.
function readCell(cell, text, columns) {
  const word = folded(text);
  if (word === "" || word === "缺报") return [0n, MISSING];
  if (word === "待定") return [0n, PENDING];
  if (word === "不适用" || word === "不涉及") {
    if (!cell.optional) throw new Error("不能填“不适用”");
    return [0n, NOT_APPLICABLE];
  }
  if (!columns.has(cell.code)) columns.set(cell.code, new Map());
  return [READERS[cell.kind.is](cell.kind, text, columns.get(cell.code)), PRESENT];
}

// What stands under a header, with or without the unit; `given` is a Map by header key.
function textUnder(cell, header, given) {
  const key = headerKey(header), unit = headerKey(cell.kind.unit ?? "");
  const withUnit = key.endsWith(")") && header !== cell.name ? `${key.slice(0, -1)},${unit})` : `${key}(${unit})`;
  return (given.get(key) ?? given.get(withUnit) ?? "").trim();
}

function fill(owner, cells, given, where, columns, problems) {
  for (const cell of cells) {
    let value = 0n, absent = MISSING;
    for (const header of cell.headers) {
      const text = textUnder(cell, header, given);
      if (["", "缺报"].includes(folded(text))) continue;
      try {
        [value, absent] = readCell(cell, text, columns);
      } catch (problem) {
        problems.push(`${where}，${header}：“${[...text].slice(0, 40).join("")}”${problem.message}`);
      }
    }
    owner[cell.code] = value;
    owner[`${cell.code}_absent`] = absent;
  }
}

class County {
  constructor(name, part) {
    this.county = this;
    this.name = name;
    this.part = part;
    const groups = RULES.roster.find(county => county.name === name)?.groups ?? [];
    this.groups = new Set(groups);
    this.kin = JSON.stringify([part, groups]);
  }

  // The counties of its part but itself.
  get others() {
    return this.all.filter(other => other !== this);
  }
}

const min = (a, b) => a < b ? a : b;
const max = (a, b) => a > b ? a : b;
const gcd = (a, b) => b === 0n ? a : gcd(b, a % b);

function floorDiv(a, b) {
  return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
}

function sum(all, takesPart, value) {
  let result = 0n;
  for (const o of all) if (takesPart(o)) result += value(o);
  return result;
}

const values = (all, takesPart, value) => all.filter(takesPart).map(value);
const largest = (...given) => values(...given).reduce((a, b) => a === null ? b : max(a, b), null) ?? 0n;
const smallest = (...given) => values(...given).reduce((a, b) => a === null ? b : min(a, b), null) ?? 0n;
const lcm = (...given) => values(...given).reduce((a, b) => a * b / gcd(a, b), 1n);
const distinct = (...given) => BigInt(new Set(values(...given)).size);

// The largest value of each key, added up.
function sumOfBest(all, takesPart, key, value) {
  const best = new Map();
  for (const o of all.filter(takesPart)) {
    const [k, v] = [key(o), value(o)];
    best.set(k, best.has(k) ? max(best.get(k), v) : v);
  }
  return [...best.values()].reduce((a, b) => a + b, 0n);
}

// Whether the first key that differs is larger.
function isAbove(keys, own) {
  const at = keys.findIndex((key, n) => key !== own[n]);
  return at >= 0 && keys[at] > own[at];
}

const above = (all, takesPart, keys, own) => BigInt(all.filter(o => takesPart(o) && isAbove(keys(o), own)).length);
const level = (all, takesPart, keys, own) => BigInt(all.filter(o => takesPart(o) && keys(o).every((key, n) => key === own[n])).length);

// <rules>

const byKey = given => new Map(Object.entries(given).map(([header, text]) => [headerKey(header), text]));
const nameIn = texts => headerKey(COUNTY_HEADERS.map(h => texts.get(h)).find(t => t !== undefined) ?? "");

// Counties with their cells and rows, and what is wrong with the data; `whole` asks for every county of the roster.
function read(counties, tables, whole) {
  const problems = [], found = [], byName = new Map(), columns = new Map();
  const roster = new Set(RULES.roster.map(county => county.name));
  for (const given of counties) {
    const texts = byKey(given), name = nameIn(texts);
    const county = new County(name, RULES.parted_by === null ? "" : texts.get(headerKey(RULES.parted_by)) ?? "");
    if (name === "") problems.push("有一行没有县市区名称");
    else if (byName.has(name)) problems.push(`“${name}”重复`);
    else if (roster.size > 0 && !roster.has(name)) problems.push(`“${name}”不在参评名单里`);
    fill(county, RULES.cells, texts, name, columns, problems);
    byName.set(name, county);
    found.push(county);
  }
  if (whole) for (const name of roster) if (!byName.has(name)) problems.push(`缺少“${name}”`);
  for (const table of RULES.tables) {
    for (const county of found) county[table.code] = [];
    (tables[table.name] ?? []).forEach((given, at) => {
      const texts = byKey(given), name = nameIn(texts), where = `${table.name}第${at + 1}条`;
      const county = byName.get(name);
      if (county === undefined) {
        problems.push(`${where}：“${name}”不在县级数据里`);
        return;
      }
      const row = { county };
      fill(row, table.cells, texts, where, columns, problems);
      county[table.code].push(row);
    });
  }
  return { found, problems };
}

// Carries out the rules.
function compute(found) {
  const parts = new Map(), peers = new Map();
  const together = (map, key, county) => {
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(county);
    return map.get(key);
  };
  for (const county of found) {
    county.all = together(parts, county.part, county);
    county.peers = together(peers, county.kin, county);
  }
  for (const [table, rule] of PASSES) {
    for (const county of found) {
      if (table === null) rule(county);
      else county[table].forEach(rule);
    }
  }
}

// A number as text, with all its decimal places; without such, as a fraction.
function decimal(num, den, places) {
  if (places === null) {
    const by = gcd(num < 0n ? -num : num, den);
    return den === by ? `${num / by}` : `${num / by}/${den / by}`;
  }
  const units = num * 10n ** BigInt(places) / den;
  const digits = `${units < 0n ? -units : units}`.padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places), rest = digits.slice(digits.length - places);
  return (units < 0n ? "-" : "") + whole + (rest ? `.${rest}` : "");
}

function shown(output, parts) {
  const [num, den, absent] = parts;
  if (absent !== PRESENT) return REASONS[absent] ?? "分母为0";
  if (output.kind === "truth") return num !== 0n ? "是" : "否";
  if (output.kind === "grade") return RULES.grades[Number(num / den)]?.name ?? "";
  return output.kind === "place" ? `${num / den}` : decimal(num, den, output.places);
}

// The results of each county: texts by name, and [numerator, denominator, absence] of each.
function results(found) {
  compute(found);
  return found.map(county => {
    const parts = OUTPUTS.map(part => part(county));
    const texts = Object.fromEntries(RULES.outputs.map((output, at) => [output.name, shown(output, parts[at])]));
    return { name: county.name, texts, parts, county };
  });
}

// What the counties at hand give, whatever is still wrong or missing.
function evaluate(counties, tables) {
  return results(read(counties, tables, false).found);
}

// Scores counties: a list of {header: text}, and such rows by the name of their detail table. Gives the results in that
// order; throws BadData with every problem.
function score(counties, tables = {}) {
  const { found, problems } = read(counties, tables, true);
  if (problems.length > 0) throw new BadData(problems);
  return results(found).map(county => ({ 县市区: county.name, ...county.texts }));
}

// <why>

// Why each indicator of each county has its points: steps by the place of the indicator.
function explanations(counties, tables = {}) {
  const { found } = read(counties, tables, false);
  compute(found);
  return found.map(county => RULES.indicators.map((_, at) => explain(at, county)));
}

return { RULES, BadData, score, evaluate, explain, explanations, readCell, textUnder, byKey, nameIn, headerKey, folded, decimal, gcd };
})();
window.evalc = evalc;

// What comes out for the county at hand, and in how far it can be known.
const OUTPUT = new Map(RULES.outputs.map((output, at) => [output.name, { ...output, at }]));
const CELL = new Map(RULES.cells.map(cell => [cell.code, cell]));
const TABLE = new Map(RULES.tables.map(table => [table.code, table]));
const WAITING = "待全市数据";
const LACKS = new Set(["缺报", "待定", "不适用", "分母为0", "名额未定", WAITING]);

let whole = false;
let all = [];
let mine = null;

function calculate() {
  whole = isWhole();
  const names = filledCounties();
  if (state.county !== "" && !names.includes(state.county)) names.push(state.county);
  const { counties, tables } = dataOf(names);
  all = evalc.evaluate(counties, tables);
  mine = all.find(county => county.name === state.county) ?? null;
}

// A result as the page says it.
function shown(name, county = mine) {
  const output = OUTPUT.get(name);
  if (output === undefined || county === null) return "—";
  return output.population && !whole ? WAITING : county.texts[name] || "无";
}

// A computed value: fractions without end are cut, and say so.
function roughly(name) {
  const text = shown(name), output = OUTPUT.get(name);
  if (!text.includes("/") || LACKS.has(text)) return text + (LACKS.has(text) ? "" : output.unit);
  const [num, den] = mine.parts[output.at];
  if (10n ** 8n * num % den === 0n) return evalc.decimal(num, den, 8).replace(/\.?0+$/, "") + output.unit;
  return `约${evalc.decimal(num, den, 4)}${output.unit}`;
}

// Sum of fractions, as text with the places of the total.
function sumText(parts) {
  const [num, den] = parts.reduce(([a, b], [c, d]) => { const by = evalc.gcd(b, d); return [a * (d / by) + c * (b / by), b / by * d]; }, [0n, 1n]);
  const places = RULES.outputs.find(output => output.name === "total")?.places ?? 2;
  return evalc.decimal(num, den, places);
}

const leaves = RULES.indicators.filter(item => item.leaf && item.output !== "");
const scored = leaves.filter(item => item.kind === "level" && OUTPUT.get(item.output).kind === "points");

// Points of these indicators as far as they are known; a detail table without rows may only be still to come.
function known(items) {
  const hasRows = code => rowsOf(TABLE.get(code), state.county).length > 0;
  const have = items.filter(item => !LACKS.has(shown(item.output)) && item.tables.every(hasRows));
  return { points: sumText(have.map(item => mine.parts[OUTPUT.get(item.output).at])), count: have.length, of: items.length };
}

// What an indicator still needs of the county at hand.
function missing(item) {
  const texts = textsOf(state.county);
  const out = { empty: [], pending: [], wrong: [] };
  for (const code of item.cells) {
    const cell = CELL.get(code), { text, problem } = stands(cell, texts);
    if (problem !== "") out.wrong.push(cell.headers[0]);
    else if (text === "") (cell.kind.judged ? out.pending : out.empty).push(cell.headers[0]);
    else if (evalc.folded(text) === "待定") out.pending.push(cell.headers[0]);
  }
  for (const code of item.tables) {
    const table = TABLE.get(code), rows = rowsOf(table, state.county);
    const gaps = rows.filter(row => table.cells.some(cell => !row.has(cell.headers[0]))).length;
    if (rows.length === 0) out.empty.push(`明细表“${table.name}”`);
    else if (gaps > 0) out.empty.push(`明细表“${table.name}”${gaps}行的空格`);
  }
  return out;
}

const isDone = item => { const { empty, pending, wrong } = missing(item); return empty.length + pending.length + wrong.length === 0; };

// In words why an indicator has its points, or has none yet.
function because(item) {
  const text = shown(item.output), { empty, pending, wrong } = missing(item), out = [];
  if (wrong.length > 0) out.push(`填得不对：${wrong.join("、")}。`);
  if (empty.length > 0) out.push(`还缺：${empty.join("、")}。`);
  if (pending.length > 0) out.push(`待评价人员填：${pending.join("、")}。`);
  if (text === WAITING) out.push("要与其他县市区比较，导入含各县市区数据的文件后得出。");
  else if (text === "分母为0") out.push("算式的分母为0，得不出结果。");
  else if (text === "不适用") out.push("本县不适用。");
  else if (!LACKS.has(text) && item.full !== null && OUTPUT.get(item.output).kind === "points") {
    const [num, den] = mine.parts[OUTPUT.get(item.output).at], [a, b] = fractionOf(item.full);
    const loss = a * den - num * b;
    if (item.kind === "level" || item.kind === "leader") out.push(loss > 0n ? `失${evalc.decimal(loss, b * den, OUTPUT.get(item.output).places ?? 2)}分。` : "得满分。");
  }
  return out.join("");
}

function fractionOf(text) {
  const [num, den = "1"] = text.split("/"), [whole, places = ""] = num.split(".");
  return [BigInt(whole + places), BigInt(den) * 10n ** BigInt(places.length)];
}

// The head of the page.
function drawTotal() {
  const total = shown("total"), grade = shown("grade"), place = shown("place"), early = shown("grade_before_quota");
  const { points, count, of } = mine === null ? { points: "—", count: 0, of: scored.length } : known(scored);
  const full = RULES.full === null ? "" : ` / ${RULES.full}`;
  by("total").replaceChildren(LACKS.has(total) || mine === null ? points : total, h("i", {}, full));
  const parts = LACKS.has(total) || mine === null ? [`已得分，${of}项中${count}项出分`] : ["总分"];
  if (!LACKS.has(total) && mine !== null) parts.push(LACKS.has(grade) ? `限额前${early}` : grade, LACKS.has(place) ? `名次${place}` : `第${place}名`);
  by("about").textContent = parts.join(" · ");
  const texts = textsOf(state.county), asked = RULES.cells;
  const done = asked.filter(cell => { const { text, problem } = stands(cell, texts); return text !== "" && problem === ""; }).length;
  by("progress").max = Math.max(asked.length, 1);
  by("progress").value = done;
  by("filled").textContent = `已填 ${done} / ${asked.length} 项`;
}

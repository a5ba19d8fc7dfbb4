// Data files in and out: JSON and CSV as evalc score reads them.

// Rows of texts; a separator, double quotes around what holds one.
function parseTable(text, separator) {
  const rows = [];
  let row = [], cell = "", quoted = false, at = 0;
  const endCell = () => { row.push(cell); cell = ""; };
  const endRow = () => { endCell(); rows.push(row); row = []; };
  for (; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) {
      if (c !== "\"") cell += c;
      else if (text[at + 1] === "\"") { cell += c; at += 1; }
      else quoted = false;
    } else if (c === "\"" && cell === "") quoted = true;
    else if (c === separator) endCell();
    else if (c === "\n") endRow();
    else if (c !== "\r") cell += c;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows.filter(cells => cells.some(text => text.trim() !== ""));
}

// A cell no spreadsheet takes for a formula; evalc drops the mark.
function csvCell(text) {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll("\"", "\"\"")}"` : guarded;
}

const unguarded = text => /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;

function csvText(headers, records) {
  const line = texts => `${texts.map(csvCell).join(",")}\r\n`;
  const all = ["县市区", ...headers];
  return `\uFEFF${line([RULES.stamp])}${line(all)}${records.map(record => line(all.map(h => record[h] ?? ""))).join("")}`;
}

// The headers of these cells that are declared or hold something.
function headersOf(cells, records) {
  const used = new Set(records.flatMap(record => Object.keys(record)));
  const parted = RULES.parted_by !== null && used.has(RULES.parted_by) ? [RULES.parted_by] : [];
  return [...parted, ...cells.flatMap(cell => cell.headers.filter((header, at) => at === 0 || used.has(header)))];
}

function download(name, text, type) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function exportJson(names) {
  const evidence = Object.fromEntries(names.map(name => [name, [...state.ticks.get(name) ?? []]]));
  const { counties, tables } = dataOf(names);
  return `${JSON.stringify({ evalc: { 年度: RULES.year, 规则: RULES.rules, 佐证: evidence }, counties, tables }, null, 1)}\n`;
}

function exportCsv(names, table) {
  const { counties, tables } = dataOf(names);
  if (table === null) return csvText(headersOf(RULES.cells, counties), counties);
  return csvText(headersOf(table.cells, tables[table.name]), tables[table.name]);
}

async function chooseExport() {
  const own = [state.county], all = filledCounties();
  const scopes = [[own, state.county || "本县"], ...(all.length > 1 ? [[all, `全部${all.length}个县市区`]] : [])];
  const jobs = scopes.flatMap(([names, label]) => [
    [`${label}：全部内容（JSON）`, () => download(`${label}-自评表.json`, exportJson(names), "application/json")],
    [`${label}：县级数据（CSV）`, () => download(`${label}-县级数据.csv`, exportCsv(names, null), "text/csv")],
    ...RULES.tables.map(table => [`${label}：${table.name}（CSV）`, () => download(`${label}-${table.name}.csv`, exportCsv(names, table), "text/csv")]),
  ]);
  const at = await ask("导出", ["JSON含全部内容，适合交回和以后再导入；CSV可用电子表格打开。"], [...jobs.map(([label]) => label), "取消"]);
  jobs[at]?.[1]();
}

// The text of a file: UTF-8 or GB18030.
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

// Other years and other rules have other cells.
function checkStamp(year, rules) {
  if (Number(year) !== RULES.year) throw new Error(`是${year}年度的数据，本表是${RULES.year}年度的`);
  if (rules && rules !== RULES.rules) throw new Error("是按另一版规则做的数据表，请用同一版自评表导出");
}

// What a file holds: {counties, tables, ticks}, records of texts by header.
function parseFile(name, text) {
  if (/^\s*[[{]/.test(text)) {
    // Numbers keep their digits.
    const read = JSON.parse(text, (_, value, context) => typeof value === "number" ? context?.source ?? `${value}` : value);
    const whole = Array.isArray(read) ? bySheet(name, read) : read;
    if (whole.evalc?.["年度"] !== undefined) checkStamp(whole.evalc["年度"], whole.evalc["规则"]);
    return { counties: whole.counties ?? [], tables: whole.tables ?? {}, ticks: whole.evalc?.["佐证"] ?? {} };
  }
  const rows = parseTable(text.replace(/^\uFEFF/, ""), ",");
  while (rows.length > 0 && (rows[0][0].startsWith("#") || rows[0].filter(cell => cell.trim() !== "").length < 2)) {
    const [, year, rules] = /^#\s*evalc\s+(\d+)(?:\s+规则\s+(\S+))?/.exec(rows.shift()[0]) ?? [];
    if (year !== undefined) checkStamp(year, rules);
  }
  const header = rows.shift() ?? [];
  if (header.some(cell => ["数据", "指标数据", "数据名称"].includes(evalc.headerKey(cell))) && header.some(cell => ["值", "数值"].includes(evalc.headerKey(cell)))) {
    throw new Error("一行一个数据的长表请先用 evalc score 读；本表读一县一行的表");
  }
  return { ticks: {}, ...bySheet(name, rows.map(row => Object.fromEntries(header.map((key, at) => [key, unguarded(row[at] ?? "")])))) };
}

function bySheet(name, records) {
  const table = RULES.tables.find(each => name.includes(each.name));
  return table ? { counties: [], tables: { [table.name]: records } } : { counties: records, tables: {} };
}

const WORDS = new Map([[true, "是"], [false, "否"], [null, ""]]);
const PASSED_OVER = new Set(["序号", "备注", "年度", "县市区", "县", "区县", "县级单位"]);

// The texts of a record under the headers of this form; headers it does not know go to `unknown`.
function taken(record, cells, unknown) {
  const words = Object.entries(record).map(([header, value]) => [header, WORDS.has(value) ? WORDS.get(value) : `${value}`]);
  const given = evalc.byKey(Object.fromEntries(words)), texts = new Map();
  const known = new Set(PASSED_OVER);
  const extra = RULES.parted_by === null ? [] : [{ name: RULES.parted_by, headers: [RULES.parted_by], kind: {} }];
  for (const cell of [...extra, ...cells]) {
    for (const header of cell.headers) {
      const key = evalc.headerKey(header), unit = evalc.headerKey(cell.kind.unit ?? "");
      [key, `${key}(${unit})`, `${key.slice(0, -1)},${unit})`].forEach(each => known.add(each));
      const text = evalc.textUnder(cell, header, given);
      if (text !== "") texts.set(header, text);
    }
  }
  for (const key of given.keys()) if (!known.has(key)) unknown.add(key);
  return { name: evalc.nameIn(given), texts };
}

// Takes files in; of a county that was filled in already, asks whose content stands.
async function importFiles(files) {
  const told = [], unknown = new Set(), counties = new Map(), tables = [], ticks = new Map();
  for (const file of files) {
    try {
      const found = parseFile(file.name, decoded(await file.arrayBuffer()));
      for (const record of found.counties) {
        const { name, texts } = taken(record, RULES.cells, unknown);
        if (name === "") throw new Error("有一行没有县市区名称");
        if (RULES.roster.length > 0 && !RULES.roster.some(county => county.name === name)) throw new Error(`“${name}”不在参评名单里`);
        counties.set(name, new Map([...counties.get(name) ?? [], ...texts]));
      }
      for (const table of RULES.tables.filter(each => Array.isArray(found.tables[each.name]))) {
        const rows = new Map(found.counties.map(record => [taken(record, [], new Set()).name, []]));
        for (const record of found.tables[table.name]) {
          const { name, texts } = taken(record, table.cells, unknown);
          rows.set(name, [...rows.get(name) ?? [], texts]);
        }
        tables.push([table, rows]);
      }
      Object.entries(found.ticks).forEach(([name, all]) => ticks.set(name, new Set(all)));
    } catch (problem) {
      told.push(`${file.name}：${problem instanceof SyntaxError ? "不是能读的JSON" : problem.message}`);
    }
  }
  const names = new Set([...counties.keys(), ...tables.flatMap(([, rows]) => [...rows.keys()])]);
  let keep = false;
  if (names.has(state.county) && filledCounties().includes(state.county)) {
    const answer = await ask("导入", [`文件里也有${state.county}的数据，本表已经填了一些。`], ["用文件的内容", `保留已填的${state.county}，只载入其他县市区`, "取消"]);
    if (answer < 0 || answer === 2) return;
    keep = answer === 1;
  }
  const wanted = name => !(keep && name === state.county);
  for (const [name, texts] of counties) if (wanted(name)) state.counties.set(name, texts);
  for (const [table, rows] of tables) for (const [name, own] of rows) if (wanted(name)) { textsOf(name); state.tables.get(table.name).set(name, own); }
  for (const [name, own] of ticks) if (wanted(name)) state.ticks.set(name, own);
  if (state.county === "" || RULES.roster.length === 0 && !state.counties.has(state.county)) state.county = [...names][0] ?? state.county;
  if (names.size > 0) told.unshift(`载入了${names.size}个县市区的数据。`);
  if (unknown.size > 0) told.push(`没有读的列：${[...unknown].slice(0, 20).join("、")}`);
  if (names.size === 0 && told.length === 0) told.push("文件里没有数据。");
  save();
  draw();
  await ask("导入", told, ["知道了"]);
}

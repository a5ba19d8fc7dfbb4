// What was filled in, county by county, kept in this browser.
const { RULES } = evalc;
const by = id => document.getElementById(id);
const KEY = `evalc-form ${RULES.rules}`;

const state = {
  county: RULES.roster[0]?.name ?? "",
  view: "owner",
  verify: false,
  // By county: texts by header.
  counties: new Map(),
  // By table and county: rows, each texts by header.
  tables: new Map(RULES.tables.map(table => [table.name, new Map()])),
  // By county: evidence that is at hand, as `code#place`.
  ticks: new Map(),
};

function textsOf(name) {
  if (!state.counties.has(name)) state.counties.set(name, new Map());
  return state.counties.get(name);
}

function rowsOf(table, name) {
  const counties = state.tables.get(table.name);
  if (!counties.has(name)) counties.set(name, []);
  return counties.get(name);
}

function ticksOf(name) {
  if (!state.ticks.has(name)) state.ticks.set(name, new Set());
  return state.ticks.get(name);
}

// Counties that have any value.
function filledCounties() {
  const hasRows = name => RULES.tables.some(table => state.tables.get(table.name).get(name)?.length > 0);
  return [...state.counties].filter(([name, texts]) => texts.size > 0 || hasRows(name)).map(([name]) => name);
}

// Whether ranks, averages and quotas can be known.
function isWhole() {
  const filled = new Set(filledCounties());
  return RULES.roster.length > 0 ? RULES.roster.every(county => filled.has(county.name)) : filled.size > 1;
}

// The data of these counties as the scoring script and data files have them.
function dataOf(names) {
  const counties = names.map(name => ({ 县市区: name, ...Object.fromEntries(state.counties.get(name) ?? []) }));
  const tables = RULES.tables.map(table => {
    const rows = name => (state.tables.get(table.name).get(name) ?? []).map(row => ({ 县市区: name, ...Object.fromEntries(row) }));
    return [table.name, names.flatMap(rows)];
  });
  return { counties, tables: Object.fromEntries(tables) };
}

function kept() {
  const tables = [...state.tables].map(([name, counties]) => [name, [...counties].map(([county, rows]) => [county, rows.map(row => [...row])])]);
  const counties = [...state.counties].map(([name, texts]) => [name, [...texts]]);
  const ticks = [...state.ticks].map(([name, set]) => [name, [...set]]);
  return JSON.stringify({ county: state.county, view: state.view, verify: state.verify, counties, tables, ticks });
}

let saving = 0;

function saveNow() {
  if (saving === 0) return;
  clearTimeout(saving);
  saving = 0;
  try {
    localStorage.setItem(KEY, kept());
    by("saved").textContent = `已存在本机 ${new Date().toTimeString().slice(0, 5)}`;
  } catch {
    by("saved").textContent = "本机存不下，请导出文件保存";
  }
}

function save() {
  clearTimeout(saving);
  saving = setTimeout(saveNow, 400);
}

addEventListener("pagehide", saveNow);
document.addEventListener("visibilitychange", saveNow);

// What an earlier visit left; what does not fit is left out.
function restore() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found === null) return;
    state.counties = new Map(found.counties.map(([name, texts]) => [name, new Map(texts)]));
    for (const [name, counties] of found.tables) {
      if (state.tables.has(name)) state.tables.set(name, new Map(counties.map(([county, rows]) => [county, rows.map(row => new Map(row))])));
    }
    state.ticks = new Map(found.ticks.map(([name, set]) => [name, new Set(set)]));
    state.county = found.county;
    state.view = found.view;
    state.verify = found.verify;
    by("saved").textContent = "已取回上次填的内容";
  } catch {
    by("saved").textContent = "本机没有可用的存档";
  }
}

// An element: texts become text nodes, so nothing in them is markup.
function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

// Asks one of several things; gives the place of the answer, or -1.
function ask(title, lines, answers) {
  const dialog = by("dialog");
  return new Promise(resolve => {
    let chosen = -1;
    const buttons = answers.map((answer, at) => h("button", { type: "button", onclick: () => { chosen = at; dialog.close(); } }, answer));
    const list = lines.map(line => h("p", {}, line));
    dialog.replaceChildren(h("h2", { id: "dialog-title" }, title), ...list, h("div", { class: "answers" }, ...buttons));
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
    dialog.showModal();
  });
}

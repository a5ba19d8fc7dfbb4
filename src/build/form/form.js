// The form: what stands where, and what happens on a change.
let bindings = [];
let sections = [];

// Runs now and after every change.
function bind(element, show) {
  bindings.push(() => show(element));
  return element;
}

const bound = (tag, props, text) => bind(h(tag, props), element => { element.textContent = text(); });

let waiting = 0;

function changed() {
  save();
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 60);
}

function refresh() {
  clearTimeout(waiting);
  calculate();
  drawTotal();
  bindings.forEach(show => show());
  filter();
}

// Says the total once a field is left, not at every key.
function told() {
  refresh();
  by("live").textContent = `${by("total").textContent}，${by("about").textContent}`;
}

const isLack = text => LACKS.has(text);
const scoreText = item => shown(item.output);

function scoreBadge(item) {
  const full = item.full !== null && OUTPUT.get(item.output)?.kind === "points" ? h("small", {}, ` / ${item.full}`) : "";
  const value = bound("b", {}, () => scoreText(item));
  return bind(h("p", { class: "score" }, value, full), element => {
    const text = scoreText(item);
    element.classList.toggle("lack", isLack(text));
    element.classList.toggle("lost", because(item).includes("失"));
  });
}

// Links from a cell to the indicators that use it.
function chips(codes) {
  const items = leaves.filter(item => codes.some(code => item.cells.includes(code) || item.tables.includes(code)));
  if (items.length === 0) return null;
  const chip = item => h("button", { type: "button", class: "chip", title: item.title, onclick: () => goTo(item) }, item.code, " ", bound("b", {}, () => scoreText(item)));
  return h("p", { class: "chips" }, h("span", {}, "用于"), ...items.map(chip));
}

function goTo(item) {
  state.view = "indicator";
  draw();
  const target = by(`i-${RULES.indicators.indexOf(item)}`);
  target.scrollIntoView();
  target.focus({ preventScroll: true });
}

function section(id, title, aside, test, ...children) {
  const heading = h("h2", { id: `${id}-h` }, title, aside ?? "");
  const element = h("section", { id, "aria-labelledby": `${id}-h` }, heading, ...children);
  sections.push({ id, title, element, test });
  return element;
}

const countText = cells => () => {
  const texts = textsOf(state.county);
  const done = cells.filter(cell => { const { text, problem } = stands(cell, texts); return text !== "" && problem === ""; }).length;
  return `${done}/${cells.length}`;
};

// By owner: each department has its own cells once.
function byOwner() {
  const groups = new Map();
  for (const cell of RULES.cells) {
    const owners = cell.owners.join("、") || (cell.kind.judged ? "评价人员" : "未写明责任单位");
    groups.set(owners, [...groups.get(owners) ?? [], cell]);
  }
  return [...groups].map(([owner, cells], at) => {
    const block = cell => bind(h("div", { class: "card block", "data-todo": "" }, ...headersShown(cell).map(header => control(cell, header)), chips([cell.code])), element => {
      const { text, problem } = stands(cell, textsOf(state.county));
      element.dataset.todo = text === "" || problem !== "" ? "1" : "";
    });
    return section(`o-${at}`, owner, bound("small", {}, countText(cells)), countText(cells), h("div", { class: "blocks" }, ...cells.map(block)));
  });
}

// By indicator: rule, cells, evidence and points together.
function byIndicator() {
  const roots = RULES.indicators.filter(item => item.parent === null);
  const kin = item => RULES.indicators.filter(other => RULES.indicators[other.parent] === item);
  const under = item => item.leaf ? [item] : kin(item).flatMap(under);
  const groups = [...roots.filter(item => !item.leaf && item.kind === "level").map(item => [`${item.code} ${item.title}`, under(item), item]),
    ["其他指标", roots.filter(item => item.leaf && item.kind === "level"), null], ["领导干部指标", roots.filter(item => item.kind === "leader").flatMap(under), null],
    ["加分项", roots.filter(item => item.kind === "bonus").flatMap(under), null], ["扣分项", roots.filter(item => item.kind === "penalty").flatMap(under), null]];
  return groups.filter(([, items]) => items.length > 0).map(([title, items, root], at) => {
    const sum = () => {
      const points = items.filter(item => OUTPUT.get(item.output)?.kind === "points");
      return mine === null ? "" : `${known(points).points}${root?.full ? ` / ${root.full}` : ""}`;
    };
    const done = () => `${items.filter(isDone).length}/${items.length}`;
    const children = [];
    let parent = null;
    for (const item of items) {
      const own = RULES.indicators[item.parent];
      if (own !== undefined && own !== root && own !== parent) children.push(h("h3", {}, h("span", { class: "code" }, own.code), " ", own.title, own.full === null ? "" : h("small", {}, `${own.full}分`)));
      parent = own ?? null;
      children.push(indicatorCard(item, parent === null || parent === root ? "h3" : "h4"));
    }
    return section(`g-${at}`, title, bound("small", {}, sum), done, ...children);
  });
}

function indicatorCard(item, heading) {
  const id = `i-${RULES.indicators.indexOf(item)}`;
  const cells = item.cells.map(code => CELL.get(code));
  const derived = item.derived.map(name => OUTPUT.get(name));
  const code = item.code === item.title ? "" : h("span", { class: "code" }, item.code);
  const computed = derived.length === 0 ? null : h("dl", { class: "derived" }, ...derived.map(output =>
    h("div", {}, h("dt", {}, output.label), h("dd", {}, bound("b", {}, () => roughly(output.name)), h("small", {}, output.formula)))));
  const tables = item.tables.map(code => h("p", { class: "hint" }, "用到明细表 ", h("a", { href: `#${code}` }, TABLE.get(code).name)));
  const meta = [["方式", item.methods], ["责任单位", item.owners]].filter(([, all]) => all.length > 0).map(([name, all]) => `${name}：${all.join("、")}`).join("　");
  return bind(h("article", { class: "card item", id, tabindex: "-1", "aria-labelledby": `${id}-h` },
    h("header", {}, h(heading, { id: `${id}-h` }, code, " ", item.title), scoreBadge(item)),
    item.rule && h("p", { class: "rule" }, item.rule),
    bind(h("p", { class: "because" }), element => {
      element.textContent = mine === null ? "" : because(item);
      element.classList.toggle("full", element.textContent === "得满分。");
    }),
    whyBlock(item),
    cells.length > 0 ? h("div", { class: "blocks" }, ...cells.flatMap(cell => headersShown(cell).map(header => control(cell, header)))) : null,
    ...tables, computed, evidence(item), meta && h("p", { class: "hint" }, meta)),
  element => { element.dataset.todo = isDone(item) ? "" : "1"; });
}

// How the points came about, step by step, once they are known.
function whyBlock(item) {
  const at = RULES.indicators.indexOf(item);
  return bind(h("details", { class: "why" }, h("summary", {}, "得分过程"), h("ol")), element => {
    const text = scoreText(item), known = mine !== null && text !== WAITING && !missing(item).wrong.length;
    const steps = known ? evalc.explain(at, mine.county) : [];
    const list = element.querySelector("ol");
    if (list.dataset.steps !== steps.join("\n")) list.replaceChildren(...steps.map(step => h("li", {}, step)));
    list.dataset.steps = steps.join("\n");
    element.hidden = steps.length === 0;
  });
}

// What must be at hand, to be ticked off.
function evidence(item) {
  if (item.evidence.length === 0) return null;
  const line = (text, at) => {
    const key = `${item.code}#${at}`;
    const tick = event => { if (event.target.checked) ticksOf(state.county).add(key); else ticksOf(state.county).delete(key); save(); };
    return h("label", { class: "tick" }, h("input", { type: "checkbox", checked: ticksOf(state.county).has(key), onchange: tick }), " ", text);
  };
  return h("fieldset", { class: "evidence" }, h("legend", {}, "佐证"), ...item.evidence.map(line));
}

// Total, grade and what follows; leaders; the other counties.
function outcome() {
  const rows = ["total", "grade_by_points", "grade_before_quota", "grade", "place", "leaders_own", "leaders_points", "leaders_grade", "leaders_place"].filter(name => OUTPUT.has(name));
  const row = name => h("div", {}, h("dt", {}, OUTPUT.get(name).label), bound("dd", {}, () => shown(name)));
  const grades = RULES.grades.map(grade => h("div", {}, h("dt", {}, grade.name), h("dd", {}, grade.condition)));
  const said = rule => ({ 是: rule.kind === "校核" ? "通过" : "触发", 否: rule.kind === "校核" ? "未通过" : "未触发" })[shown(rule.output)] ?? shown(rule.output);
  const line = rule => bind(h("li", {}, h("span", { class: "tag" }, rule.kind), h("span", {}, rule.name), rule.text !== rule.name && rule.text && h("small", {}, rule.text), bound("b", {}, () => said(rule))), element => {
    const fires = shown(rule.output) === (rule.kind === "校核" ? "否" : "是");
    element.classList.toggle("fires", fires);
  });
  return section("outcome", "得分与等次", null, null,
    h("div", { class: "card two" }, h("div", {}, h("h3", {}, "本县结果"), h("dl", { class: "pairs" }, ...rows.map(row))), h("div", {}, h("h3", {}, "等次标准"), h("dl", { class: "pairs" }, ...grades))),
    RULES.consequences.length > 0 ? h("div", { class: "card" }, h("h3", {}, "结果规则和校核"), h("ul", { class: "rules" }, ...RULES.consequences.map(line))) : null,
    RULES.uses.length > 0 ? h("div", { class: "card" }, h("h3", {}, "对各县市区都适用的结果运用"),
      h("ul", { class: "rules" }, ...RULES.uses.map(use => h("li", {}, h("span", { class: "tag" }, "结果运用"), h("span", {}, use.name), use.text && h("small", {}, use.text))))) : null,
    bind(h("div", { class: "card" }), drawOthers));
}

function drawOthers(element) {
  const filled = new Set(filledCounties());
  const lacking = RULES.roster.filter(county => !filled.has(county.name)).map(county => county.name);
  const note = whole ? "已有各县市区的数据，名次、平均和名额按全部数据计算。"
    : `名次、平均、名额要有其他县市区的数据才能得出：导入含各县市区数据的文件。${lacking.length > 0 ? `还没有：${lacking.join("、")}。` : ""}`;
  const place = county => Number(county.texts.place) || Infinity;
  const ranked = all.filter(county => filled.has(county.name)).sort((a, b) => place(a) - place(b));
  const row = county => h("tr", { class: county.name === state.county ? "own" : null }, h("th", { scope: "row" }, county.name), ...["total", "place", "grade"].map(name => h("td", {}, shown(name, county))));
  element.replaceChildren(h("h3", {}, "全市情况"), h("p", { class: "hint" }, note), ...(ranked.length < 2 ? [] : [h("div", { class: "scroll" }, h("table", { class: "ranking" },
    h("thead", {}, h("tr", {}, ...["县市区", "总分", "名次", "等次"].map(text => h("th", { scope: "col" }, text)))), h("tbody", {}, ...ranked.map(row))))]));
}

function drawPicker() {
  const pick = name => { state.county = evalc.headerKey(name); save(); draw(); };
  if (RULES.roster.length > 0) {
    const filled = new Set(filledCounties());
    const option = county => h("option", { value: county.name, selected: county.name === state.county }, filled.has(county.name) && county.name !== state.county ? `${county.name}（有数据）` : county.name);
    by("pick").replaceChildren(h("select", { id: "county", onchange: event => pick(event.target.value) }, ...RULES.roster.map(option)));
    return;
  }
  const known = h("datalist", { id: "counties" }, ...filledCounties().map(name => h("option", { value: name })));
  const input = h("input", { id: "county", list: "counties", autocomplete: "off", placeholder: "填县市区名称", onchange: event => pick(event.target.value) });
  input.value = state.county;
  by("pick").replaceChildren(input, known);
}

function drawNav() {
  const link = ({ id, title, test }) => h("li", {}, h("a", { href: `#${id}` }, h("span", {}, title), test === null ? "" : bind(h("small"), element => {
    element.textContent = test();
    const [done, of] = element.textContent.split("/");
    element.parentElement?.classList.toggle("all", done === of);
  })));
  by("nav").replaceChildren(h("ul", {}, ...sections.map(link)));
}

function filter() {
  const only = by("todo").checked;
  for (const { element } of sections) {
    const cards = [...element.querySelectorAll("[data-todo]")];
    cards.forEach(card => { card.hidden = only && card.dataset.todo === "" && !card.contains(document.activeElement); });
    element.hidden = cards.length > 0 && cards.every(card => card.hidden);
  }
}

// Everything anew: another county, another order, other data.
function draw() {
  bindings = [];
  sections = [];
  grids = [];
  controls.clear();
  calculate();
  drawPicker();
  for (const input of document.getElementsByName("view")) input.checked = input.value === state.view;
  by("verify").checked = state.verify;
  const parted = RULES.parted_by === null ? null : control({ code: "part", name: RULES.parted_by, headers: [RULES.parted_by], kind: { is: "text" }, optional: false, expected: "文字" }, RULES.parted_by);
  const blocks = state.county === "" ? [h("p", { class: "warn" }, "先在上面填县市区名称，或导入数据。")] : [
    RULES.generals.length > 0 ? h("details", { class: "card generals" }, h("summary", {}, "填报前请读"), ...RULES.generals.map(text => h("p", {}, text))) : null,
    parted, ...(state.view === "owner" ? byOwner() : byIndicator()),
    ...RULES.tables.map(table => section(table.code, `明细表：${table.name}`, null, null, chips([table.code]), grid(table))), outcome()];
  by("body").replaceChildren(...blocks.filter(block => block !== null));
  drawNav();
  refresh();
}

by("import").addEventListener("click", () => by("file").click());
by("file").addEventListener("change", async event => { const files = [...event.target.files]; await importFiles(files); event.target.value = ""; });
by("export").addEventListener("click", chooseExport);
by("print").addEventListener("click", () => print());
by("todo").addEventListener("change", filter);
by("verify").addEventListener("change", event => { state.verify = event.target.checked; save(); draw(); });
for (const input of document.getElementsByName("view")) input.addEventListener("change", () => { state.view = input.value; save(); draw(); });
by("clear").addEventListener("click", async () => {
  const answer = await ask("清空本县", [`${state.county}已填的全部内容将从本机删除，导出的文件不受影响。`], ["清空", "取消"]);
  if (answer !== 0) return;
  state.counties.delete(state.county);
  state.ticks.delete(state.county);
  state.tables.forEach(counties => counties.delete(state.county));
  save();
  draw();
});
by("mark").textContent = `规则指纹 ${RULES.rules}`;
restore();
draw();

// Detail tables: a grid of rows, row by row, pasted from a spreadsheet or imported.
const PAGE = 50;
// How to draw every grid on the page; paper gets every row.
let grids = [];
let onPaper = false;

function drawGrids(paper) {
  onPaper = paper;
  grids.forEach(drawRows => drawRows());
}

addEventListener("beforeprint", () => drawGrids(true));
addEventListener("afterprint", () => drawGrids(false));

function columnLabel(cell) {
  return cell.kind.unit ? `${cell.headers[0]}（${cell.kind.unit}）` : cell.headers[0];
}

// The rows of a county in one table.
function grid(table) {
  const rows = () => rowsOf(table, state.county);
  let first = 0;
  const body = h("tbody");
  const count = h("p", { class: "count", role: "status" });
  const pages = h("p", { class: "pages" });
  const turn = by => () => { first += by; drawRows(); };

  const gridCell = (row, at, cell, column) => {
    const label = `第${at + 1}行，${columnLabel(cell)}`;
    const words = { fact: ["是", "否"], listed: ["在册", "不在册"], level: cell.kind.levels }[cell.kind.is];
    const text = row.get(cell.headers[0]) ?? "";
    const props = { "aria-label": label, "data-at": `${at},${column}`, autocomplete: "off", inputmode: cell.kind.is === "number" ? "decimal" : null };
    const input = words ? h("select", props) : h("input", { type: "text", ...props });
    if (words) {
      const word = wordOf(cell, [...words, "不适用", "待定"], text) || text;
      const all = [...new Set(["", ...words, ...(cell.optional ? ["不适用"] : []), word])];
      input.append(...all.map(each => h("option", { value: each, selected: each === word }, each === "" ? "—" : each)));
    } else input.value = text;
    const mark = () => {
      const problem = problemOf(cell, input.value);
      input.setAttribute("aria-invalid", String(problem !== ""));
      input.title = problem === "" ? "" : `“${input.value}”${problem}`;
    };
    const take = () => {
      if (input.value.trim() === "") row.delete(cell.headers[0]);
      else row.set(cell.headers[0], input.value.trim());
      changed();
    };
    input.addEventListener("input", take);
    input.addEventListener("change", () => { mark(); told(); });
    mark();
    return h("td", { class: cell.kind.is }, input);
  };

  const drawRows = () => {
    const all = rows();
    first = Math.max(0, Math.min(first, Math.floor((all.length - 1) / PAGE) * PAGE));
    const line = (row, n) => {
      const at = first + n;
      const remove = h("button", { type: "button", class: "quiet", "aria-label": `删除第${at + 1}行`, onclick: () => { rows().splice(at, 1); drawRows(); changed(); } }, "删除");
      return h("tr", {}, h("th", { scope: "row" }, `${at + 1}`), ...table.cells.map((cell, column) => gridCell(row, at, cell, column)), h("td", { class: "act" }, remove));
    };
    if (onPaper) first = 0;
    body.replaceChildren(...all.slice(first, onPaper ? all.length : first + PAGE).map(line));
    const bad = all.filter(row => table.cells.some(cell => problemOf(cell, row.get(cell.headers[0]) ?? "") !== "")).length;
    count.textContent = all.length === 0 ? "还没有行" : `共${all.length}行${bad > 0 ? `，${bad}行有填错的格` : ""}`;
    const more = all.length > PAGE;
    pages.replaceChildren(...(more ? [
      h("button", { type: "button", disabled: first === 0, onclick: turn(-PAGE) }, "上一页"),
      ` 第${first + 1}至${Math.min(first + PAGE, all.length)}行 `,
      h("button", { type: "button", disabled: first + PAGE >= all.length, onclick: turn(PAGE) }, "下一页")] : []));
  };

  const add = () => {
    rows().push(new Map());
    first = rows().length;
    drawRows();
    changed();
    body.querySelector("tr:last-child :is(input, select)").focus();
  };

  // A block from a spreadsheet goes to the cell it is pasted into and on; one with headers goes to its columns.
  const paste = event => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const lines = parseTable(text, "\t"), [at, column] = (event.target.dataset.at ?? `${rows().length},0`).split(",").map(Number);
    const place = title => table.cells.findIndex(cell => [cell.headers[0], columnLabel(cell)].some(name => evalc.headerKey(name) === evalc.headerKey(title)));
    const places = lines[0].map(place);
    const headed = places.filter(at => at >= 0).length * 2 > places.length;
    const isEmpty = row => row.size === 0;
    (headed ? lines.slice(1) : lines).forEach((cells, n) => {
      const row = rows()[at + n] ?? rows()[rows().push(new Map()) - 1];
      if (headed && !isEmpty(row) && n === 0) row.clear();
      cells.forEach((value, k) => {
        const cell = table.cells[headed ? places[k] : column + k];
        if (cell !== undefined && value.trim() !== "") row.set(cell.headers[0], value.trim());
      });
    });
    drawRows();
    changed();
    told();
  };

  const note = [table.note, table.source && `来源：${table.source}`, table.owners.length > 0 && `责任单位：${table.owners.join("、")}`].filter(Boolean).join("。");
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${table.name}明细` },
    h("table", { class: "grid" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "行"), ...table.cells.map(cell => h("th", { scope: "col", title: cell.expected }, cell.headers[0], cell.kind.unit && h("span", { class: "unit" }, `（${cell.kind.unit}）`))), h("th", { scope: "col" }, h("span", { class: "sr" }, "操作")))),
      body));
  const card = h("div", { class: "card detail" }, note && h("p", { class: "hint" }, note), scroll, pages,
    h("p", { class: "gridacts" }, h("button", { type: "button", onclick: add }, "添加一行"), count,
      h("span", { class: "hint noprint" }, "可从电子表格复制整块，点住一格粘贴；也可用上面的“导入”读CSV（文件名里要有表名）。")));
  card.addEventListener("paste", paste);
  grids.push(drawRows);
  drawRows();
  return card;
}

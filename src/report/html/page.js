"use strict";
// Sorting, filters and marks; the page reads the same without them.
const all = (query, from = document) => [...from.querySelectorAll(query)];
const by = id => document.getElementById(id);
all(".tools").forEach(tools => { tools.hidden = false; });

for (const table of all("table[data-sort]")) {
  const body = table.tBodies[0];
  const first = [...body.rows];
  all("thead th:not(.bars)", table).forEach(head => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { descending: "ascending", ascending: null }[head.getAttribute("aria-sort")];
      const order = next === undefined ? "descending" : next;
      all("thead th", table).forEach(other => other.removeAttribute("aria-sort"));
      table.classList.toggle("sorted", order !== null);
      if (order === null) { body.append(...first); return; }
      head.setAttribute("aria-sort", order);
      const key = row => {
        const cell = row.cells[head.cellIndex];
        const text = (cell?.querySelector("b, .chip") ?? cell)?.textContent.trim() ?? "";
        return [Number.parseFloat(text), text];
      };
      const compare = (a, b) => {
        const [x, s] = key(a), [y, t] = key(b);
        if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
        const less = Number.isNaN(x) ? s.localeCompare(t, "zh") : x - y;
        return order === "ascending" ? less : -less;
      };
      body.append(...[...first].sort(compare));
    });
  });
}

const pick = by("pick"), find = by("find"), only = by("only"), spread = by("spread");
const mark = () => {
  spread.classList.toggle("picked", pick.value !== "");
  all("circle", spread).forEach(dot => dot.classList.toggle("on", pick.value !== "" && dot.dataset.c === pick.value));
  all(".tile", spread).forEach(tile => {
    const dots = pick.value === "" ? ".lost" : `.lost[data-c="${pick.value}"]`;
    const hide = !tile.dataset.find.includes(find.value.trim()) || only.checked && !tile.querySelector(dots);
    tile.classList.toggle("hide", hide);
  });
  all(".group", spread).forEach(group => group.classList.toggle("hide", !group.querySelector(".tile:not(.hide)")));
};
[pick, find, only].forEach(control => control.addEventListener("input", mark));

const county = by("county"), grade = by("grade"), open = by("open");
const filter = () => all(".county").forEach(one => {
  const match = one.dataset.name.includes(county.value.trim()) && (grade.value === "" || one.dataset.grade === grade.value);
  one.classList.toggle("hide", !match);
});
[county, grade].forEach(control => control.addEventListener("input", filter));
open.addEventListener("click", () => {
  const opening = all(".county:not([open])").length > 0;
  all(".county").forEach(one => { one.open = opening; });
  open.textContent = opening ? "全部收起" : "全部展开";
});

// A link to a county opens it, and what it stands in.
const reveal = () => {
  const target = by(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  target?.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

by("save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([by("results").textContent], { type: "application/json" }));
  link.download = "results.json";
  link.click();
});

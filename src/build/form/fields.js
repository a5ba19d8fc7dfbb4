// One control per cell. The same cell may stand in several places: they change together.
const controls = new Map();
let serial = 0;

const showsVerified = () => state.verify;

// The headers of a cell that are shown: all but the verified one, which stands last and is for evaluators.
function headersShown(cell) {
  const last = cell.headers.length - 1;
  const texts = textsOf(state.county);
  return cell.headers.filter((header, at) => at === 0 || at < last || showsVerified() || texts.has(header));
}

// The text of a cell as it counts, and what is wrong with it.
function stands(cell, texts) {
  const text = cell.headers.map(header => texts.get(header) ?? "").filter(text => !["", "缺报"].includes(evalc.folded(text))).at(-1) ?? "";
  return { text, problem: problemOf(cell, text) };
}

function problemOf(cell, text) {
  try {
    evalc.readCell(cell, text.trim(), new Map());
    return "";
  } catch (problem) {
    return problem.message;
  }
}

// A word a button or radio stands for, as the text is read: 有 is 是.
function wordOf(cell, words, text) {
  const of = word => { try { return evalc.readCell(cell, word, new Map()).join(); } catch { return null; } };
  return text.trim() === "" ? "" : words.find(word => of(word) === of(text.trim())) ?? "";
}

function setText(cell, header, text) {
  const texts = textsOf(state.county);
  if (text.trim() === "") texts.delete(header);
  else texts.set(header, text.trim());
  for (const show of controls.get(header) ?? []) show();
  changed();
}

function choicesOf(cell, text) {
  const words = { fact: ["是", "否"], listed: ["在册", "不在册"], level: cell.kind.levels }[cell.kind.is];
  const pending = cell.kind.is === "level" || evalc.folded(text) === "待定";
  return [...words, ...(cell.optional ? ["不适用"] : []), ...(pending ? ["待定"] : [])];
}

function control(cell, header) {
  const chosen = ["fact", "listed", "level"].includes(cell.kind.is);
  const field = chosen ? choiceField(cell, header) : textField(cell, header);
  controls.set(header, [...controls.get(header) ?? [], field.show]);
  field.show();
  return field.element;
}

// What may stand in a cell, in few words.
function expectedOf({ kind, expected, optional }) {
  if (kind.is !== "number") return ["fact", "listed", "level"].includes(kind.is) ? "" : expected;
  const range = kind.low === null ? "不小于0" : `${kind.low}至${kind.high}${kind.unit}`;
  return `${range}，${kind.places === 0 ? "整数" : `至多${kind.places}位小数`}${optional ? "，或“不适用”" : ""}`;
}

// The line below a field: what is wrong, else what may stand in it.
function noteOf(cell, id) {
  const error = h("p", { class: "error", id: `${id}-error` });
  const source = [cell.scope, cell.source && `来源：${cell.source}`].filter(Boolean).join("；");
  const hint = h("p", { class: "hint", id: `${id}-hint` }, [expectedOf(cell), source].filter(Boolean).join("。"));
  const tell = (text, settled) => {
    const problem = problemOf(cell, text);
    error.textContent = problem && (settled || error.textContent !== "") ? `“${[...text].slice(0, 40).join("")}”${problem}` : "";
    return problem !== "" && error.textContent !== "";
  };
  return { error, hint, tell };
}

function labelOf(header) {
  const [, name, note] = /^(.*?)(?:（([^（）]*)）)?$/.exec(header) ?? [null, header, undefined];
  return [name, note === undefined ? "" : h("em", {}, note)];
}

function choiceField(cell, header) {
  const id = `f${serial += 1}`;
  const { error, hint, tell } = noteOf(cell, id);
  const pills = h("div", { class: "pills" });
  const element = h("fieldset", { class: "field", "aria-describedby": `${id}-error ${id}-hint`, "data-header": header }, h("legend", {}, ...labelOf(header)), pills, error, hint);
  const pick = word => () => { setText(cell, header, word); told(); };
  const radio = (word, at) => h("label", { class: ["不适用", "待定"].includes(word) ? "soft" : null },
    h("input", { type: "radio", name: id, value: word, id: `${id}-${at}`, onchange: pick(word) }), h("span", {}, word));
  const erase = h("button", { type: "button", class: "quiet", onclick: () => { setText(cell, header, ""); pills.querySelector("input").focus(); } }, "清除");
  erase.setAttribute("aria-label", `清除${header}`);
  let words = [];
  const show = () => {
    const text = textsOf(state.county).get(header) ?? "", wanted = choicesOf(cell, text);
    if (wanted.join() !== words.join()) {
      words = wanted;
      pills.replaceChildren(...words.map(radio), erase);
    }
    const word = wordOf(cell, words, text);
    for (const input of pills.querySelectorAll("input")) input.checked = input.value === word;
    erase.hidden = text === "";
    element.classList.toggle("empty", text === "");
    element.classList.toggle("bad", tell(text, true));
  };
  return { element, show };
}

function textField(cell, header) {
  const id = `f${serial += 1}`, kind = cell.kind.is;
  const { error, hint, tell } = noteOf(cell, id);
  const describe = { id, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-error ${id}-hint` };
  const input = kind === "number" || kind === "day"
    ? h("input", { type: "text", inputmode: kind === "number" ? "decimal" : null, ...describe })
    : h("textarea", { rows: "1", ...describe });
  if (kind === "day") input.placeholder = `${RULES.year}年3月5日`;
  if (kind === "document") input.placeholder = "文号，日期，发文机关";
  const words = [...(kind === "document" ? ["无"] : []), ...(cell.kind.unreported ? ["未报"] : []), ...(cell.optional ? ["不适用"] : []), ...(cell.kind.judged ? ["待定"] : [])];
  const buttons = words.map(word => h("button", { type: "button", class: "word", "aria-pressed": "false",
    onclick: () => { setText(cell, header, evalc.folded(input.value) === word ? "" : word); told(); } }, word));
  buttons.forEach(button => button.setAttribute("aria-label", `${header}：${button.textContent}`));
  const unit = cell.kind.unit ? h("span", { class: "unit" }, cell.kind.unit) : null;
  const element = h("div", { class: `field ${kind}`, "data-header": header }, h("label", { for: id }, ...labelOf(header)), h("div", { class: "entry" }, input, unit, ...buttons), error, hint);
  const mark = settled => {
    const bad = tell(input.value, settled);
    element.classList.toggle("bad", bad);
    element.classList.toggle("empty", input.value.trim() === "");
    input.setAttribute("aria-invalid", String(bad));
    buttons.forEach(button => button.setAttribute("aria-pressed", String(evalc.folded(input.value) === button.textContent)));
  };
  input.addEventListener("input", () => { setText(cell, header, input.value); mark(false); });
  input.addEventListener("change", () => { mark(true); told(); });
  const show = () => {
    const text = textsOf(state.county).get(header) ?? "";
    if (input.value.trim() !== text) input.value = text;
    mark(document.activeElement !== input);
  };
  return { element, show };
}

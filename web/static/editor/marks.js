// Marks of Markdown put around, or before, what is selected. The browser's own undo takes them back.

const AROUND = { bold: "**", italic: "*", code: "`" };
const BEFORE = { h2: "## ", h3: "### ", bullets: "- ", numbers: "1. " };
const LINE = /^(#{1,6} |[-*] |\d+\. )?/;
const ITEM = /^(\s*)([-*]|(\d+)\.)\s(.*)$/;

/** Puts text in the place of a stretch, as if it was typed. */
export function type(field, text, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function mark(field, name) {
  if (name in AROUND) around(field, AROUND[name]);
  else if (name === "link") link(field);
  else before(field, name);
}

function around(field, sign) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const chosen = value.slice(from, to);
  const inside = value.slice(from - sign.length, from) === sign && value.slice(to, to + sign.length) === sign;
  if (inside && !(sign === "*" && value[from - 2] === "*")) {
    type(field, chosen, from - sign.length, to + sign.length);
    field.setSelectionRange(from - sign.length, to - sign.length);
    return;
  }
  type(field, sign + chosen + sign, from, to);
  field.setSelectionRange(from + sign.length, to + sign.length);
}

function link(field) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const chosen = value.slice(from, to);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    type(field, `[](${chosen})`, from, to);
    field.setSelectionRange(from + 1, from + 1);
    return;
  }
  type(field, `[${chosen}](https://)`, from, to);
  if (chosen) field.setSelectionRange(to + 3, to + 11);
  else field.setSelectionRange(from + 1, from + 1);
}

// Every line of the selection begins with the sign; where all of them do already, none does any more.
function before(field, name) {
  const { value } = field;
  const from = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const end = value.indexOf("\n", field.selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const has = (line) => (name === "numbers" ? /^\d+\. /.test(line) : line.startsWith(BEFORE[name]));
  const off = lines.every((line) => !line.trim() || has(line)) && lines.some(has);
  let number = 0;
  const changed = lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    const bare = line.replace(LINE, "");
    if (off) return bare;
    number += 1;
    return (name === "numbers" ? `${number}. ` : BEFORE[name]) + bare;
  });
  const text = changed.join("\n");
  type(field, text, from, to);
  field.setSelectionRange(lines.length > 1 ? from : from + text.length, from + text.length);
}

/** Enter in a list begins the next item; in an empty item it ends the list. */
export function continueList(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { selectionStart: at, selectionEnd, value } = field;
    if (at !== selectionEnd) return;
    const from = value.lastIndexOf("\n", at - 1) + 1;
    const found = value.slice(from, at).match(ITEM);
    if (!found) return;
    event.preventDefault();
    const [, indent, sign, number, text] = found;
    if (!text.trim()) type(field, "", from, at);
    else type(field, `\n${indent}${number ? `${Number(number) + 1}.` : sign} `, at, at);
  });
}

/** An address pasted over some words makes a link of them. */
export function linkOverSelection(field) {
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain").trim() ?? "";
    const { selectionStart: from, selectionEnd: to, value } = field;
    if (from === to || !/^https?:\/\/\S+$/.test(pasted) || value.slice(from, to).includes("\n")) return;
    event.preventDefault();
    type(field, `[${value.slice(from, to)}](${pasted})`, from, to);
  });
}

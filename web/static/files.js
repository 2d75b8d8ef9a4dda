// Pictures and files into a text: dropped, pasted or chosen. Each is sent by itself, and its Markdown stands at the caret
// as soon as it has arrived; until then a line holds its place. What goes wrong is said in words, and may be tried again.

const MOST_PICTURE = 10_000_000;
const MOST = 20_000_000;

for (const area of document.querySelectorAll("textarea[data-files]")) {
  const place = area.form?.querySelector("[data-files-place]");
  if (place) attach(area, place);
}

function attach(area, place) {
  const words = JSON.parse(place.querySelector("script").textContent);
  const to = place.dataset.to || "/manage/files"; // elsewhere pictures alone are taken
  const list = place.querySelector(".files-list");
  const status = place.querySelector("[role=status]");
  const chooser = place.querySelector("input[type=file]");
  const waiting = [];
  let sending = false;
  let count = 0;

  place.hidden = false;
  place.querySelector("[data-choose]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });

  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    area.classList.add("dropping");
  });
  for (const end of ["dragleave", "drop"]) area.addEventListener(end, () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  area.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // Spreadsheets and word processors paste their text and a picture of it: the text is meant.
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    take([...files]);
  });
  area.form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-passing") || !(sending || waiting.length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    status.textContent = words.busy;
    list.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, true);

  function take(files) {
    for (const file of files) {
      const item = shown(file);
      const picture = file.type.startsWith("image/");
      if (file.size > (picture || place.dataset.to ? MOST_PICTURE : MOST)) fail(item, words.too_large);
      else queue(item);
    }
  }

  function queue(item) {
    count += 1;
    item.mark = `![${fill(words.uploading, { name: plain(item.file.name) })}](${count})`;
    insert(item.mark);
    say(item, "waiting", words.waiting);
    waiting.push(item);
    next();
  }

  async function next() {
    if (sending || !waiting.length) return;
    sending = true;
    const item = waiting.shift();
    try {
      done(item, await send(item));
    } catch (problem) {
      replace(item.mark, "");
      if (problem.stopped) item.row.remove();
      else fail(item, problem.message || words.failed, problem.again ? () => queue(item) : null);
    }
    sending = false;
    next();
  }

  function send(item) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("file", item.file, item.file.name || "picture.png");
      request.open("POST", to);
      request.responseType = "json";
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        const percent = Math.floor((100 * loaded) / (total || 1));
        say(item, "sending", percent < 100 ? fill(words.percent, { percent }) : words.looking);
        item.bar.value = percent;
      });
      request.addEventListener("load", () => {
        if (request.status === 201 && request.response) resolve(request.response);
        else reject({ message: request.response?.error?.message, again: request.status >= 429 });
      });
      request.addEventListener("error", () => reject({ again: true }));
      request.addEventListener("abort", () => reject({ stopped: true }));
      item.stop = () => request.abort();
      say(item, "sending", fill(words.percent, { percent: 0 }));
      request.send(form);
    });
  }

  function done(item, found) {
    item.text = found.markdown;
    replace(item.mark, item.text);
    say(item, "done", words.done);
    item.name.textContent = found.name;
    status.textContent = fill(words.added, { name: found.name });
    item.deeds.replaceChildren(button(words.dismiss, () => item.row.remove()));
    if (!found.width) return;
    const picture = document.createElement("img");
    picture.src = found.url;
    picture.alt = "";
    item.thumb.replaceChildren(picture);
    describe(item);
  }

  // Whoever cannot see the picture hears this: it is asked for here, and stands in the text as it is typed.
  function describe(item) {
    const label = document.createElement("label");
    const field = document.createElement("input");
    label.className = "files-alt";
    field.className = "input";
    field.maxLength = 200;
    field.addEventListener("input", () => {
      const text = item.text.replace(/^!\[(?:[^\]\\]|\\.)*\]/, () => `![${field.value.replace(/[\\[\]*_`<>!&]/g, "\\$&")}]`);
      if (replace(item.text, text)) item.text = text;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      item.row.remove();
      area.focus();
    });
    label.append(words.alt, field);
    item.what.append(label);
  }

  function fail(item, message, again) {
    say(item, "failed", message);
    status.textContent = `${item.file.name}: ${message}`;
    const deeds = [button(words.dismiss, () => { item.row.remove(); area.focus(); })];
    if (again) deeds.unshift(button(words.again, () => { item.deeds.replaceChildren(stopper(item)); again(); area.focus(); }));
    item.deeds.replaceChildren(...deeds);
  }

  function stopper(item) {
    return button(words.stop, () => {
      const at = waiting.indexOf(item);
      area.focus();
      if (at < 0) { item.stop(); return; }
      waiting.splice(at, 1);
      replace(item.mark, "");
      item.row.remove();
    });
  }

  function shown(file) {
    const [row, thumb, what, name, said, bar, deeds] = ["li", "span", "div", "span", "span", "progress", "div"]
      .map((tag) => document.createElement(tag));
    const item = { file, row, thumb, what, name, said, bar, deeds, stop() {} };
    row.className = "files-item";
    thumb.className = "files-thumb";
    thumb.setAttribute("aria-hidden", "true");
    thumb.textContent = (file.name.split(".").pop() || "").slice(0, 4).toUpperCase();
    what.className = "files-what";
    name.className = "files-name";
    name.textContent = file.name;
    said.className = "files-said";
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    deeds.className = "files-deeds";
    deeds.append(stopper(item));
    what.append(name, said, bar);
    row.append(thumb, what, deeds);
    list.append(row);
    return item;
  }

  function say(item, state, text) {
    item.row.dataset.state = state;
    item.said.textContent = text;
    item.bar.hidden = state === "done" || state === "failed";
    if (state === "waiting") item.bar.removeAttribute("value");
  }

  // On a line of its own where there is text beside it.
  function insert(text) {
    const { value, selectionStart: start, selectionEnd: end } = area;
    const before = !start || value[start - 1] === "\n" ? "" : "\n\n";
    const after = end < value.length && value[end] !== "\n" ? "\n\n" : "";
    put(start, end, before + text + after);
    const caret = start + before.length + text.length;
    area.setSelectionRange(caret, caret);
  }

  function replace(old, text) {
    const at = area.value.indexOf(old);
    if (at < 0) return false;
    put(at, at + old.length, text);
    return true;
  }

  // The caret stays where it was among the words, and behind what has come in its place.
  function put(start, end, text) {
    const moved = (at) => (at <= start ? at : at >= end ? at + text.length - (end - start) : start + text.length);
    const [from, to] = [moved(area.selectionStart), moved(area.selectionEnd)];
    area.setRangeText(text, start, end);
    area.setSelectionRange(from, to);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button little quiet";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function plain(name) {
  return name.replace(/[\\[\]()*_`<>!&\n]/g, " ").slice(0, 60);
}

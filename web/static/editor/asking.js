// What the assistant would say of the text as it stands in the form.

const PAUSE = 1200; // ms
const MOST = 6; // questions that are offered

export function askTheAssistant(form, article) {
  const section = form.querySelector("[data-asking]");
  const question = section.querySelector("[data-question]");
  const questions = section.querySelector("[data-questions]");
  const answer = section.querySelector("[data-answer]");
  let timer = 0;
  let asked = null;

  async function ask() {
    if (!question.value.trim()) return;
    asked?.abort();
    asked = new AbortController();
    const fields = new FormData(form);
    fields.set("question", question.value);
    try {
      const said = await fetch(`/manage/articles/answer?article=${article}`, { method: "POST", body: fields, signal: asked.signal });
      if (said.ok) answer.innerHTML = await said.text(); // made and sanitised by our own server
    } catch (error) {
      if (error.name !== "AbortError") answer.replaceChildren();
    }
  }

  function offer() {
    const lines = form.elements.phrasings.value.split("\n");
    const wordings = [form.elements.title.value, ...lines].map((line) => line.trim()).filter(Boolean);
    const chips = [...new Set(wordings)].slice(0, MOST).map((wording) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.textContent = wording;
      return chip;
    });
    questions.replaceChildren(...chips);
  }

  questions.addEventListener("click", ({ target }) => {
    if (!target.matches(".chip")) return;
    question.value = target.textContent;
    ask();
  });
  section.querySelector("[data-ask]").addEventListener("click", ask);
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // no form is sent by it
    ask();
  });
  form.addEventListener("input", ({ target }) => {
    if (["title", "phrasings"].includes(target.name)) offer();
    if (!target.name || !answer.childElementCount) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  section.hidden = false;
  offer();
}

// An article's small comforts: links to its sections, where the reader is, and "did this help?" without another page.

// Each heading can be linked to; pressing the sign copies its address.
for (const heading of document.querySelectorAll(".prose[data-anchor] :is(h2, h3)[id]")) {
  const words = heading.closest("[data-anchor]").dataset;
  const link = document.createElement("a");
  link.className = "anchor no-print";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", words.anchor);
  link.addEventListener("click", () => {
    navigator.clipboard?.writeText(link.href).then(() => {
      link.dataset.done = words.copied;
      say(words.copied);
      setTimeout(() => { delete link.dataset.done; }, 1500);
    }, () => {});
  });
  heading.append(link);
}

// The contents list says where the reader is.
const places = new Map();
for (const link of document.querySelectorAll(".contents a[href^='#']")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) places.set(heading, link);
}
if (places.size) {
  const headings = [...places.keys()];
  const show = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight * 0.3);
    const here = passed.at(-1);
    for (const [heading, link] of places) {
      if (heading === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(show, { rootMargin: "0px 0px -70% 0px", threshold: [0, 1] });
  for (const heading of headings) watcher.observe(heading);
}
for (const link of document.querySelectorAll(".contents-folded a")) {
  link.addEventListener("click", () => { link.closest("details").open = false; });
}

// A vote is thanked for where it was given. Where that fails, the form goes its own way.
const helped = document.querySelector(".helped");
helped?.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const said = new FormData(form, event.submitter);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", headers: { "X-Part": "feedback", Accept: "text/html" }, body: new URLSearchParams(said),
    });
    if (answer.status !== 200 && answer.status !== 400) throw new Error(answer.status);
    helped.innerHTML = await answer.text();
    (helped.querySelector("[aria-invalid]") ?? helped.querySelector("#helped-title")).focus();
  } catch {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = "vote";
    chosen.value = said.get("vote");
    form.append(chosen);
    form.submit();
  }
});
if (helped && location.hash === "#helped-title") helped.querySelector("#helped-title").focus();

function say(text) {
  let line = document.querySelector("[data-spoken]");
  if (!line) {
    line = document.createElement("p");
    line.className = "hidden-visually";
    line.dataset.spoken = "";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text;
}

// Votes and thanks count at once, and the page stays where it is.

export function press(form, words) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const post = form.closest(".post");
    if (post.dataset.busy) return;
    post.dataset.busy = "yes";
    tell(post, "");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      if (answer.ok) show(post, said, words);
      else tell(post, said.error.message);
    } catch {
      tell(post, words.failed);
    } finally {
      delete post.dataset.busy;
    }
  });
}

function show(post, { score, mine, thanks, thanked }, words) {
  const shown = post.querySelector("[data-score]");
  if (shown) {
    const label = document.createElement("span");
    label.className = "hidden-visually";
    label.textContent = `${words.score}: `;
    shown.replaceChildren(label, String(score));
  }
  for (const form of post.querySelectorAll("form[data-vote]")) turn(form, Number(form.dataset.vote) === mine, "vote", "unvote");
  const thank = post.querySelector("form[data-thank]");
  if (!thank) return;
  turn(thank, thanked, "thank", "unthank");
  thank.querySelector("[data-thanks]").textContent = thanks || "";
}

function turn(form, pressed, deed, undo) {
  form.action = form.action.replace(/[^/]+$/, pressed ? undo : deed);
  form.querySelector("button").setAttribute("aria-pressed", pressed);
}

function tell(post, sentence) {
  const place = post.querySelector("[data-problem]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

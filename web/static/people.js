// A link that is shown once is copied by one press. Without this file it is marked and copied by hand.

for (const row of document.querySelectorAll("[data-copy]")) {
  const [field, button] = [row.querySelector("input"), row.querySelector("button")];
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    let done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    if (!done) { // browsers lend the clipboard over https alone; the old way works everywhere after a press
      field.select();
      done = document.execCommand("copy");
    }
    if (done) button.querySelector("span").textContent = row.dataset.copy;
  });
}

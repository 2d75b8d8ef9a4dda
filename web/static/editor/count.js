// How long the text is: words, in Chinese characters.

const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;

export function countWords(form, body) {
  const place = form.querySelector("[data-count]");
  const language = form.querySelector("#language");
  const show = () => {
    const han = body.value.match(HAN)?.length ?? 0;
    const words = body.value.replace(HAN, " ").match(WORD)?.length ?? 0;
    const chinese = language.value.startsWith("zh") && han > words;
    const said = chinese ? place.dataset.characters : place.dataset.words;
    place.textContent = said.replace("#", new Intl.NumberFormat(document.documentElement.lang).format(han + words));
  };
  place.hidden = false;
  body.addEventListener("input", show);
  language.addEventListener("change", show);
  show();
}

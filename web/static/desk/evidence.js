// The folded strip: what was searched, shown, offered and rejected before a person came.

import { find, linkTo, piece, put, putTime, show } from './pieces.js';
import { say } from './words.js';

/** .41: a column of scores is read fastest so. */
const score = (value) => (value === null ? '' : value >= 0.995 ? '1.0' : value.toFixed(2).slice(1));
const wordsOf = ({ text, article }) => article?.title || (text ? say('quoted', { text }) : say('choice_none'));

export function showEvidence(evidence) {
  show(find('evidence'), evidence.length);
  put(find('evidence-short'), inShort(evidence));
  find('evidence-list').replaceChildren(...evidence.map(line));
}

// The last search, the last that was shown, and what was turned down.
function inShort(evidence) {
  const last = ['searched', 'shown', 'rejected'].map((kind) => evidence.findLast((one) => one.kind === kind)).filter(Boolean);
  return last.map((one) => `${say(one.kind)} ${wordsOf(one)} ${score(one.score)}`.trim()).join(' · ');
}

function line(one) {
  const item = piece('tried');
  item.dataset.kind = one.kind;
  put(item.querySelector('.tried-kind'), say(one.kind));
  item.querySelector('.tried-words').append(one.article ? linkTo(one.article.url, wordsOf(one)) : wordsOf(one));
  put(item.querySelector('.tried-score'), score(one.score));
  putTime(item.querySelector('time'), one.at);
  return item;
}

// The middle pane: whose conversation it is, its evidence and its transcript.

import { fill, find, linkTo, piece, put, putTime, show, tellWait } from './pieces.js';
import { createTranscript } from './transcript.js';
import { languageOf, named, nameOf, say, stateOf } from './words.js';

export function createConversation(model, { outbox, onDeed, onSeen, onLoad }) {
  const transcripts = new Map();
  let current = null;

  function transcriptOf(id) {
    if (!transcripts.has(id)) transcripts.set(id, createTranscript(model, { outbox, id, onPlace, onDeed }));
    return transcripts.get(id);
  }

  function enter(id) {
    for (const known of transcripts.keys()) if (!model.threads.has(known)) transcripts.delete(known);
    show(find('nothing-open'), !id);
    show(find('opened'), id);
    notice('');
    put(find('subject'), '');
    find('opened').dataset.state = 'unread';
    find('evidence').open = false;
    current?.element.remove();
    current = id && transcriptOf(id);
    if (!current) return;
    current.element.ariaLive = 'off'; // what is there already is no news
    find('stage').append(current.element);
    render(id);
    setTimeout((element) => (element.ariaLive = null), 100, current.element);
  }

  function render(id) {
    if (id !== model.open) return;
    const { state, evidence } = model.threadOf(id);
    const { row } = model;
    find('stage').dataset.state = state;
    showEvidence(evidence, row?.language ?? '');
    current.render();
    if (!row) return;
    head(row);
    onSeen(row);
  }

  function head(row) {
    find('opened').dataset.state = model.isMine(row) ? 'mine' : row.state; // decides what can be done
    put(find('subject'), nameOf(row));
    put(find('head-state'), stateOf(row));
    show(find('head-ticket'), row.ticket);
    const since = model.waitingSince(row);
    show(find('head-waits'), since);
    tellWait(find('head-wait'), { since, patient: row.ticket });
    put(find('head-language'), languageOf(row.language));
    put(find('head-reason'), named('reason', row.reason));
    const take = row.agent && find('take-from'); // only supervisors have it
    if (!take) return;
    take.dataset.from = row.agent.id;
    put(take.lastElementChild, say('take_from', row.agent));
  }

  function onPlace() {
    show(find('to-end'), current && !current.atEnd());
  }

  /** A line above the conversation that stays until it is closed, something else is done, or another one is opened. */
  function notice(text) {
    show(find('notice'), text);
    put(find('notice-words'), text);
  }

  find('notice-close').addEventListener('click', () => {
    notice('');
    find('subject').focus();
  });
  find('to-end').addEventListener('click', () => current.toEnd());
  find('load-again').addEventListener('click', () => onLoad(model.open));
  new ResizeObserver(() => current?.settle()).observe(find('stage'));
  model.on('open', enter);
  model.on('thread', render);
  model.on('rows', () => model.row && head(model.row));

  return { notice, toEnd: () => current.toEnd() };
}

const score = (value) => value?.toFixed(2).replace(/^0/, '') ?? '';
const wordsOf = ({ text, article }) => article?.title || (text ? say('quoted', { text }) : say('choice_none'));

let evidenceShown = null;

function showEvidence(evidence, language) {
  show(find('evidence'), evidence.length);
  put(find('evidence-short'), inShort(evidence));
  if (evidence !== evidenceShown) find('evidence-list').replaceChildren(...evidence.map((one) => line(one, language)));
  evidenceShown = evidence;
}

// The last search, the last that was shown, and what was turned down.
function inShort(evidence) {
  const last = (kind) => evidence.findLast((one) => one.kind === kind) ?? [];
  const words = (one) => `${say(one.kind)} ${wordsOf(one)} ${score(one.score)}`.trim();
  return ['searched', 'shown', 'rejected'].flatMap(last).map(words).join(' · ');
}

function line(one, language) {
  const item = piece('tried');
  item.dataset.kind = one.kind;
  fill(item, { 'tried-kind': say(one.kind), 'tried-score': score(one.score) });
  item.querySelector('.tried-words').prepend(one.article ? linkTo(one.article.url, wordsOf(one)) : wordsOf(one));
  putTime(item.querySelector('time'), one.at);
  const why = item.querySelector('.tried-why'); // for those who may put it right
  if (why) why.href = `/manage/explain?${new URLSearchParams({ question: one.text, language })}`;
  return item;
}

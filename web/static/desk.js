// The agents' desk: one model in the middle, panes that show it, and the stream that keeps it true.

import { createAlerts } from './desk/alerts.js';
import * as api from './desk/api.js';
import { createComposer } from './desk/composer.js';
import { createConversation } from './desk/conversation.js';
import { createDeeds } from './desk/deeds.js';
import { listenToKeys } from './desk/keys.js';
import { createList } from './desk/list.js';
import { createModel } from './desk/model.js';
import { createOutbox } from './desk/outbox.js';
import { createPerson } from './desk/person.js';
import { all, find, press, put, show } from './desk/pieces.js';
import { keepTrue } from './desk/sync.js';
import { person, say } from './desk/words.js';

const panes = find('panes');
const model = createModel(person.id);

const outbox = createOutbox({ onChange: model.changed, onSent: model.take });
const list = createList(model, {
  outbox,
  onView: (view) => view === 'all' && sync.loadAll(),
  onOlder: () => sync.loadAll(model.lists.more),
});
const conversation = createConversation(model, {
  outbox,
  onDeed: letterDeed,
  onSeen: (row) => deeds.see(row),
  onLoad: (id) => sync.load(id),
});
createPerson(model);
const composer = createComposer(model, { outbox, onSend: conversation.toEnd });
const alerts = createAlerts(model, { onPick: go });
const sync = keepTrue(model, { view: list.view, onLine: tellLine, onPresence: tellPresence });
const deeds = createDeeds(model, { ...conversation, sync, announce: alerts.announce });

// ---- which one is open: the address says it, so that "back" and a copied link work

function go(id) {
  if (id !== model.open) history.pushState(null, '', id ? `#${id}` : location.pathname);
  route();
}

function route() {
  const id = location.hash.slice(1) || null;
  showPane(id ? 'conversation' : 'list');
  if (id === model.open) return;
  model.setOpen(id);
  if (id) sync.readAhead([list.neighbour(1), list.neighbour(-1)].filter(Boolean));
}

function showPane(name) {
  panes.dataset.pane = name;
  find('show-person').ariaExpanded = String(name === 'person');
}

function step(by) {
  const id = list.neighbour(by);
  if (!id) return;
  go(id);
  list.element(id).focus();
}

// ---- deeds on the open conversation

function claim() {
  const id = model.open ?? list.neighbour(1);
  if (!id || !model.isFree(model.rows.get(id))) return;
  go(id);
  act({ deed: 'claim' });
}

async function act(wish) {
  const id = model.open;
  if (!(await deeds.act(id, wish)) || id !== model.open) return;
  if (!model.isMine(model.rows.get(id))) return find('subject').focus();
  if (list.view() === 'queue') list.choose('mine');
  // Who began a note meanwhile is not made to reply.
  if (document.activeElement !== find('words')) composer.focus('reply');
}

function letterDeed(deed, { id, key }) {
  const letter = deed === 'again' ? outbox.again(id) : outbox.discard(key);
  if (deed === 'edit') composer.edit(letter);
}

for (const button of all('.deeds [data-deed]')) button.addEventListener('click', () => act(button.dataset));

// ---- panes, where there is no room for three

function showPerson() {
  showPane(panes.dataset.pane === 'person' ? 'conversation' : 'person');
  find('show-person').focus();
}

for (const id of ['show-person', 'leave-person']) find(id).addEventListener('click', showPerson);
find('leave-conversation').addEventListener('click', () => {
  const entry = list.element(model.open);
  go(null);
  entry?.focus();
});

// ---- keys

const usable = (id) => find(id)?.checkVisibility() && find(id);

listenToKeys({
  j: () => step(1),
  k: () => step(-1),
  g: () => step(-Infinity),
  c: claim,
  r: () => composer.focus('reply'),
  n: () => composer.focus('note'),
  e: () => usable('resolve'),
  o: () => usable('reopen'),
  h: () => usable('hand-back'),
  t: () => usable('take-over'),
  1: () => list.choose('queue'),
  2: () => list.choose('mine'),
  3: () => list.choose('all'),
  '/': () => find('filter').focus(),
  Escape(from) {
    if (panes.dataset.pane === 'person') showPerson();
    else if (from.closest('.composer')) (list.element(model.open) ?? find('subject')).focus();
  },
});

// ---- presence, line, end of the session

function tellPresence(presence) {
  person.presence = presence;
  press('[data-presence]', 'presence', presence);
  list.render();
}

for (const choice of all('[data-presence]')) {
  choice.addEventListener('click', () => {
    api.setPresence(choice.dataset.presence)
      .then((answer) => tellPresence(answer.person.presence))
      .catch(api.refused(() => alerts.announce(say('unreachable'))));
  });
}

function tellLine(state) {
  find('line').dataset.state = state;
  put(find('line-words'), say(`line_${state}`));
}

addEventListener('desk:signed-out', () => show(find('signed-out'), true));
addEventListener('focus', () => model.row && deeds.see(model.row));
addEventListener('hashchange', route);

route();
outbox.sendAll();

// One message of the transcript as a node. Only a message's `html`, which the server has made safe, goes in as HTML.

import { initials } from './words.js';

const OWN = 'customer';

/**
 * Makes and changes the nodes of messages.
 *
 * parts   clones the template of that name
 * words   the server's sentences
 * clock   writes times
 * act     {choose, solved, again, discard}: what the buttons do
 */
export function openMessages({ parts, words, clock, language, act }) {
  function make(item) {
    const node = parts(item.kind === 'status' ? 'status' : 'message');
    const text = find(node, 'text');
    node.dataset.kind = item.kind;
    if (item.kind === 'status') {
      node.dataset.status = item.status ?? '';
      text.textContent = item.text;
      if (item.link) {
        const link = find(node, 'link');
        link.parentNode.hidden = false;
        link.href = item.link.url;
        if (item.link.title) link.firstChild.textContent = item.link.title;
      }
      return node;
    }
    node.classList.add(item.author === OWN ? 'own' : 'other');
    find(node, 'name').textContent = item.author === OWN ? words.you : item.name || words.assistant;
    fillPicture(find(node, 'picture'), item, { parts });
    if (item.kind === 'passage') text.replaceWith(passage(item));
    else if (item.author === OWN || !item.html) text.textContent = item.text;
    else safeHtml(text, item.html, 'prose', 'compact');
    if (item.kind === 'choices') addChoices(find(node, 'choices'), item);
    find(node, 'again').onclick = () => act.again(item.key);
    find(node, 'discard').onclick = () => act.discard(item.key);
    return node;
  }

  /** Puts right what changes while a message stands there. */
  function update(node, item) {
    const time = node.querySelector('time');
    time.textContent = clock.hour(item.at);
    time.title = clock.exact(item.at);
    time.dateTime = new Date(item.at).toISOString();
    if (item.kind === 'status') return;
    node.classList.toggle('first', item.first);
    node.classList.toggle('last', item.last);
    node.querySelector('.message-who').classList.toggle('hidden-visually', !item.first || item.author === OWN);
    find(node, 'text').title = clock.exact(item.at);
    find(node, 'state').textContent = item.state ? (item.problem || words[item.state]) : '';
    node.dataset.state = item.state ?? '';
    find(node, 'again').hidden = item.state !== 'failed' && item.state !== 'refused';
    find(node, 'discard').hidden = item.state !== 'refused';
    time.hidden = item.state !== null && item.state !== 'sent';
    const choices = find(node, 'choices');
    choices.hidden = !item.open || item.kind !== 'choices';
    const feedback = find(node, 'feedback');
    if (feedback) feedback.hidden = !item.open;
  }

  function addChoices(box, item) {
    for (const choice of item.choices ?? []) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'chip';
      button.textContent = choice.label;
      button.onclick = () => act.choose(choice);
      box.append(button);
    }
  }

  function passage(item) {
    const { passage: source } = item;
    const node = parts('passage');
    const link = node.querySelector('a');
    link.href = ownAddress(source.url);
    find(node, 'title').textContent = source.title;
    const from = source.by ?? words.source;
    find(node, 'ours').hidden = Boolean(source.by);
    find(node, 'theirs').hidden = !source.by;
    find(node, 'source').textContent = source.heading ? `${from} · ${source.heading}` : from;
    safeHtml(find(node, 'html'), item.html);
    find(node, 'html').lang = source.language;
    const foreign = find(node, 'language');
    foreign.hidden = source.language === language;
    foreign.textContent = act.inLanguage(source);
    find(node, 'solved').onclick = () => act.solved(true);
    find(node, 'not-solved').onclick = () => act.solved(false);
    return node;
  }

  return { make, update };
}

/** The round picture: a person's initials, else the assistant's sign. */
export function fillPicture(picture, { author, name }, { parts }) {
  const person = author === 'agent';
  picture.classList.toggle('accent', !person);
  picture.replaceChildren(person ? initials(name) : parts('assistant'));
}

// Links leave the frame: a page inside it would take the conversation's place.
function safeHtml(node, html, ...classes) {
  node.classList.add(...classes);
  node.innerHTML = html;
  for (const link of node.querySelectorAll('a[href]')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}

// The server sends addresses of our own pages; anything else would be a mistake, and is not followed.
function ownAddress(url) {
  const address = new URL(url, location.origin);
  return /^https?:$/.test(address.protocol) ? address.href : '#';
}

function find(node, name) {
  return node.querySelector(`[data-${name}]`);
}

// The chat as a customer holds it: one element, filled from the model. Used by the framed widget and by the ask page.

import { createChat } from './chat.js';
import { openStorage } from './chat/storage.js';
import { openComposer } from './widget/composer.js';
import { fillPicture, openMessages } from './widget/message.js';
import { openPanels, write } from './widget/panels.js';
import { openTranscript } from './widget/transcript.js';
import { fill, openClock } from './widget/words.js';

// Only a framed page needs what frames need.
const { joinFrame } = window.parent === window ? { joinFrame: () => null } : await import('./widget/frame.js');

const QUIET = 1_500; // ms that a line may be away before it is worth a word

/** Brings the chat in `root` (templates/widget/chat.html) to life. */
export function mount(root) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const parts = (name) => root.querySelector(`template[data-part="${name}"]`).content.cloneNode(true).firstElementChild;
  const words = JSON.parse(find('words').textContent);
  const language = root.closest('[lang]').lang;
  const clock = openClock(language);
  const names = new Intl.DisplayNames(language, { type: 'language' });
  const storage = openStorage('firstline.chat');
  const body = find('body');
  const byTouch = matchMedia('(pointer: coarse)');
  let visible = window.parent === window; // in a frame, embed.js says so
  let away = null;
  let awaySince = 0;

  const chat = createChat({ language, channel: root.dataset.channel, storage, onChange: () => show() });

  const messages = openMessages({
    parts, words, clock, language,
    act: {
      choose: (choice) => after(() => chat.choose(choice)),
      solved: (solved) => after(() => chat.tellSolved(solved)),
      again: chat.sendAgain,
      discard: chat.discard,
      inLanguage: ({ language: tag, by }) => fill(by ? words.theirLanguage : words.language, { language: names.of(tag) }),
    },
  });
  const transcript = openTranscript({ body, list: find('messages'), log: find('log'), messages, day, newer: find('newer') });
  const panels = openPanels({ root, words, chat, settle: show });
  const composer = openComposer({
    form: find('composer'), left: find('left'), words, onSay: chat.say, onType: chat.showTyping,
    draft: { get: () => storage.get('draft'), set: (text) => (text ? storage.set('draft', text) : storage.remove('draft')) },
  });
  const frame = joinFrame({ onOpen: opened, onClose: closed, onPage: (address) => (chat.page = address) });

  function show() {
    const state = chat.look();
    const view = state.begun ? 'chat' : 'home';
    const changed = root.dataset.view !== view;
    root.dataset.view = view;
    find('home').hidden = state.begun;
    find('composer').hidden = !state.begun;
    find('new').hidden = !state.begun || ['waiting', 'claimed'].includes(state.conversation?.state);
    find('person').parentNode.hidden = ['waiting', 'claimed'].includes(state.conversation?.state);
    showWho(state);
    const stay = transcript.atEnd();
    showTyping(state);
    panels.show(state);
    showLine(state);
    if (changed && !state.begun) panels.reset();
    transcript.show(state, { stay, now: Date.now() });
    count(state);
  }

  function showWho({ conversation }) {
    const state = conversation?.state ?? 'bot';
    const agent = state === 'claimed' ? conversation.agent : null;
    write(find('who'), agent?.name ?? words.assistant);
    const line = state === 'waiting' && conversation.ticket ? 'ticket' : state;
    write(find('who-line'), words[`${line === 'bot' ? 'assistant' : line}Line`]);
    const picture = find('picture');
    const key = agent?.name ?? '';
    if (picture.dataset.of === key) return;
    picture.dataset.of = key;
    fillPicture(picture, { author: agent ? 'agent' : 'bot', name: key }, { parts });
  }

  function showTyping({ typing, conversation }) {
    find('typing').hidden = typing === null;
    const name = conversation?.agent?.name ?? words.assistant;
    write(find('typing-who'), typing === 'agent' ? fill(words.typing, { name }) : words.thinking);
  }

  // A short break is nobody's business: only a longer one gets a line.
  function showLine({ line, begun, kept }) {
    clearTimeout(away);
    if (line === 'open' && navigator.onLine) awaySince = 0;
    else awaySince ||= Date.now();
    const waited = awaySince > 0 && Date.now() - awaySince >= QUIET;
    if (awaySince > 0 && !waited) away = setTimeout(show, QUIET);
    find('line').classList.toggle('urgent', waited);
    if (waited) write(find('line'), navigator.onLine ? words.reconnecting : words.offline);
    else write(find('line'), kept || !begun ? '' : words.notKept);
  }

  function day(at) {
    const node = parts('day');
    node.firstElementChild.textContent = clock.day(at, Date.now());
    return node;
  }

  // The pressed button goes away: the reader is put where the conversation goes on, without opening a phone's keyboard.
  function after(deed) {
    deed();
    if (byTouch.matches) body.focus({ preventScroll: true });
    else composer.focus();
  }

  function ask(text) {
    if (text.trim() === '') return find('ask').querySelector('input').focus();
    chat.say(text.trim());
    find('ask').reset();
    show();
    after(() => {});
  }

  find('ask').onsubmit = (event) => {
    event.preventDefault();
    ask(find('ask').querySelector('input').value);
  };
  for (const button of root.querySelectorAll('[data-popular]')) button.onclick = () => ask(button.textContent);
  find('person').onclick = () => after(() => {
    chat.wantPerson();
    show();
  });
  find('new').onclick = () => {
    chat.startOver();
    show();
    find('ask').querySelector('input').focus();
  };
  find('close').onclick = () => frame?.tell('close');
  find('close').hidden = frame === null;
  document.addEventListener('visibilitychange', show);
  find('ask').querySelector('button').disabled = false; // before this, Enter would have loaded the page again


  function opened({ focus }) {
    visible = true;
    show();
    transcript.toEnd();
    if (focus) (chat.look().begun ? composer : find('ask').querySelector('input')).focus();
  }

  function closed() {
    visible = false;
    show();
  }

  function count({ messages: all, begun, loading }) {
    if (visible && document.visibilityState === 'visible') chat.tellRead();
    if (frame === null || loading) return;
    if (visible) storage.set('seen', all.length);
    const seen = storage.get('seen') ?? 0;
    const unread = visible ? 0 : all.filter((message) => message.number > seen && message.author !== 'customer').length;
    frame.tell('state', { unread, begun });
  }

  const question = root.dataset.question;
  if (question) {
    if (chat.look().begun) composer.write(question);
    else find('ask').querySelector('input').value = question;
  }
  show();
  return chat;
}

for (const root of document.querySelectorAll('[data-chat]')) mount(root);

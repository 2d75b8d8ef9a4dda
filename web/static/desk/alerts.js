// Asking for attention: a tone, a number in the title, a line for screen readers, a notification.

import { keep, recall } from './memory.js';
import { find, put } from './pieces.js';
import { nameOf, person, say } from './words.js';

const APART = 1_500; // ms between two tones
const TONES = { waiting: [587, 880], written: [880, 1175] }; // Hz

export function createAlerts(model, { onPick }) {
  const { title } = document;
  const missed = new Set(); // who came into the queue while nobody looked
  const wishes = { sound: recall('sound', true), notify: recall('notify', false) };
  let audio = null;
  let rang = 0;

  const looking = () => document.visibilityState === 'visible' && document.hasFocus();
  const inView = (id) => id === model.open && looking();

  function alert(kind, id) {
    const words = say(`arrived_${kind}`, { name: nameOf(model.rows.get(id)) });
    announce(words);
    ring(kind);
    tellTitle();
    if (wishes.notify && !looking()) notify(words, id);
  }

  function announce(words) {
    put(find('arrivals'), '');
    setTimeout(put, 50, find('arrivals'), words); // the same words twice are news twice
  }

  function tellTitle() {
    if (looking()) missed.clear();
    for (const id of missed) if (model.rows.get(id).state !== 'waiting') missed.delete(id);
    const unread = model.lists.mine.filter((id) => model.unread(model.rows.get(id)) && !inView(id));
    const count = missed.size + unread.length;
    document.title = count ? `(${count}) ${title}` : title;
  }

  // A browser lets a page sound only after somebody has touched it.
  function wake() {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') audio.resume();
  }

  function ring(kind) {
    if (!wishes.sound || audio?.state !== 'running' || Date.now() - rang < APART) return;
    rang = Date.now();
    TONES[kind].forEach((pitch, turn) => tone(pitch, audio.currentTime + turn * 0.12));
  }

  function tone(frequency, from) {
    const voice = new OscillatorNode(audio, { frequency });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.linearRampToValueAtTime(0.12, from + 0.015);
    loudness.gain.linearRampToValueAtTime(0, from + 0.22);
    voice.connect(loudness).connect(audio.destination);
    voice.start(from);
    voice.stop(from + 0.24);
  }

  function notify(words, id) {
    const shown = new Notification(words, { tag: id });
    shown.onclick = () => {
      focus();
      onPick(id);
      shown.close();
    };
  }

  function wish(name, value) {
    wishes[name] = value;
    keep(name, value);
    find(name).ariaPressed = String(value);
  }

  find('sound').addEventListener('click', () => {
    wish('sound', !wishes.sound);
    ring('written');
  });
  find('notify').addEventListener('click', async () => {
    const granted = wishes.notify || (await globalThis.Notification?.requestPermission()) === 'granted';
    wish('notify', granted && !wishes.notify);
    put(find('notify-refused'), granted ? '' : say('notify_refused'));
  });
  for (const name of Object.keys(wishes)) wish(name, wishes[name]);
  for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, wake, { capture: true });
  for (const change of ['focus', 'blur', 'visibilitychange']) addEventListener(change, tellTitle, { capture: true });
  model.on('waiting', (id) => {
    if (person.presence === 'away') return;
    if (!looking()) missed.add(id);
    alert('waiting', id);
  });
  model.on('written', (id) => inView(id) || alert('written', id));
  model.on('rows', tellTitle);
  model.on('open', tellTitle);

  return { announce };
}

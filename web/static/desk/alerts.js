// How the desk asks for attention: a short tone, a number in the title, a line for screen readers and, only where the
// agent has asked for it, a notification of the desktop.

import { keep, recall } from './memory.js';
import { nameOf } from './naming.js';
import { find, put } from './pieces.js';
import { person, say } from './words.js';

const APART = 1_500; // ms between two tones
const TONES = { waiting: [587, 880], written: [880, 1175] }; // Hz

export function createAlerts(model, { onPick }) {
  const house = document.title.split(' · ').at(-1);
  const missed = new Set(); // who came into the queue while nobody looked
  const wishes = { sound: recall('sound', true), notify: recall('notify', false) };
  let audio = null;
  let rang = 0;

  const looking = () => document.visibilityState === 'visible' && document.hasFocus();

  function came(id) {
    if (person.presence === 'away') return;
    if (!looking()) missed.add(id);
    alert('waiting', id);
  }

  function wrote(id) {
    if (id !== model.open || !looking()) alert('written', id);
  }

  function alert(kind, id) {
    const words = say(`arrived_${kind}`, { name: nameOf(model.rows.get(id)) });
    announce(words);
    ring(kind);
    if (!looking()) notify(words, id);
    tellTitle();
  }

  function announce(words) {
    put(find('arrivals'), '');
    setTimeout(put, 50, find('arrivals'), words); // the same words twice are news twice
  }

  function tellTitle() {
    if (looking()) missed.clear();
    for (const id of missed) if (model.rows.get(id).state !== 'waiting') missed.delete(id);
    const unread = model.lists.mine.filter((id) => model.unread(model.rows.get(id)) && (id !== model.open || !looking()));
    const count = missed.size + unread.length;
    document.title = `${count ? say('title_count', { count }) : say('title')} · ${house}`;
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

  function tone(pitch, from) {
    const voice = new OscillatorNode(audio, { frequency: pitch });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(0.12, from + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.22);
    voice.connect(loudness).connect(audio.destination);
    voice.start(from);
    voice.stop(from + 0.24);
  }

  function notify(words, id) {
    if (!wishes.notify || globalThis.Notification?.permission !== 'granted') return;
    const shown = new Notification(words, { tag: id });
    shown.addEventListener('click', () => {
      focus();
      onPick(id);
      shown.close();
    });
  }

  const deeds = {
    sound() {
      rang = 0;
      ring('written');
    },
    async notify() {
      if (!wishes.notify || (await globalThis.Notification?.requestPermission()) === 'granted') return;
      wish('notify', false);
      put(find('notify-refused'), say('notify_refused'));
    },
  };

  function wish(name, value) {
    wishes[name] = value;
    keep(name, value);
    find(name).ariaPressed = String(value);
  }

  for (const name of Object.keys(wishes)) {
    find(name).ariaPressed = String(wishes[name]);
    find(name).addEventListener('click', () => {
      wish(name, !wishes[name]);
      deeds[name]();
    });
  }
  for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, wake, { capture: true });
  for (const change of ['focus', 'blur']) addEventListener(change, tellTitle);
  document.addEventListener('visibilitychange', tellTitle);
  model.on('waiting', came);
  model.on('written', wrote);
  model.on('rows', tellTitle);
  model.on('open', tellTitle);

  return { announce };
}

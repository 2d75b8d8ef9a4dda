// Single keys, wherever no field has the focus; `?` lists them and can switch them off.

import { keep, recall } from './memory.js';
import { all, find } from './pieces.js';

const HASTE = 600; // ms: a key so soon after another one is part of a word

/** `deeds` by key. One that returns a button, or a menu of them, brings it into focus: Enter presses it, any letter lets go of it. */
export function listenToKeys(deeds) {
  const dialog = find('keys');
  const on = find('keys-on');
  let armed = null;
  let typed = 0;

  function close(menu) {
    menu.open = false;
    return menu;
  }

  function arm(button) {
    button.open = true;
    armed = button.querySelector('[data-deed]') ?? button;
    armed.focus();
    armed.onblur = () => (armed = null);
  }

  document.addEventListener('keydown', (event) => {
    const { key, target, timeStamp } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const menu = document.querySelector('.menu[open]');
    if (key === 'Escape') {
      typed = 0;
      return menu ? close(menu).firstElementChild.focus() : deeds.Escape(target);
    }
    if (!on.checked || key.length > 1 || target.closest('input, textarea')) return;
    const word = timeStamp - typed < HASTE;
    if (key !== 'j' && key !== 'k') typed = timeStamp;
    if (armed) {
      event.preventDefault();
      if (menu) close(menu);
      return armed?.blur();
    }
    if (menu || (word && 'ehot'.includes(key))) return;
    const deed = key === '?' ? () => dialog.showModal() : deeds[key];
    if (!deed) return;
    event.preventDefault();
    const button = deed();
    if (button instanceof Element) arm(button);
  });

  // Menus close when one looks elsewhere, or has chosen.
  for (const look of ['click', 'focusin']) {
    document.addEventListener(look, ({ target }) => {
      for (const menu of all('.menu[open]')) menu.open = menu.contains(target) && !(look === 'click' && target.closest('.deeds button'));
    });
  }
  on.checked = recall('keys', true);
  on.addEventListener('change', () => keep('keys', on.checked));
  find('show-keys').addEventListener('click', () => dialog.showModal());
}

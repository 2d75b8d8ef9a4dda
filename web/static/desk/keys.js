// Single keys, wherever no field has the focus; `?` lists them, and there they can be switched off.

import { keep, recall } from './memory.js';
import { all, find } from './pieces.js';

export function listenToKeys(deeds) {
  const dialog = find('keys');
  const on = find('keys-on');
  on.checked = recall('keys', true);
  on.addEventListener('change', () => keep('keys', on.checked));
  find('show-keys').addEventListener('click', () => dialog.showModal());

  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const menu = document.querySelector('.menu[open]');
    if (key === 'Escape') return menu ? leave(menu) : deeds.Escape(target);
    if (menu || !on.checked || target.closest('input, textarea')) return;
    const deed = key === '?' ? () => dialog.showModal() : deeds[key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  // Menus close when one looks elsewhere.
  for (const look of ['click', 'focusin']) {
    document.addEventListener(look, ({ target }) => all('.menu[open]').forEach((menu) => (menu.open = menu.contains(target))));
  }
}

function leave(menu) {
  menu.open = false;
  menu.firstElementChild.focus();
}

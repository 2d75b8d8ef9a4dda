// The right pane: who the customer is. What has no data is left out.

import { find, linkTo, piece, put, show } from './pieces.js';
import { dayName, hourOf, languageOf, lengthOf, named, nameOf, say } from './words.js';

export function createPerson(model) {
  function render(id) {
    if (id !== model.open) return;
    const { row } = model;
    show(find('person-in'), row);
    if (!row) return;
    put(find('person-name'), nameOf(row));
    const facts = factsOf(row);
    for (const place of find('profile').children) {
      const value = facts[place.dataset.fact];
      show(place, value);
      const holder = place.lastElementChild;
      if (holder.textContent !== (value?.textContent ?? value)) holder.replaceChildren(value ?? '');
    }
    const { handoffs } = model.threadOf(id);
    show(find('ways'), handoffs.length);
    find('ways-list').replaceChildren(...handoffs.map(way));
  }

  const factsOf = (row) => ({
    contact: row.customer.contact && linkTo(`mailto:${encodeURIComponent(row.customer.contact)}`, row.customer.contact),
    language: languageOf(row.language),
    channel: say(`channel_${row.channel}`),
    page: row.page && linkTo(row.page, row.page.replace(/^https?:\/\//, '')), // whoever writes to us names it
    began: row.created_at && `${dayName(row.created_at)} ${hourOf(row.created_at)}`,
    outcome: named('outcome', row.outcome),
    rating: row.rating && say('rating', row),
    comment: row.rating_comment,
  });

  function way({ reason, state, agent, requested_at: from, claimed_at: claimed, ended_at: ended }, place, all) {
    const item = piece('way');
    const wait = claimed && say('waited', { time: lengthOf(claimed - from) });
    const taken = ended && ended === all[place + 1]?.claimed_at; // one write
    const end = (agent || state === 'waiting') && say(`handoff_${taken ? 'taken_over' : state}`, agent ?? {});
    put(item.firstElementChild, named('reason', reason));
    put(item.lastElementChild, [hourOf(from), wait, end].filter(Boolean).join(' · '));
    return item;
  }

  model.on('open', render);
  model.on('thread', render);
}

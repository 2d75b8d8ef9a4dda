// How people, states and reasons are called, the same in every pane.

import { knows, languages, person, say } from './words.js';

const ifKnown = (name) => (knows(name) ? say(name) : '');

/** The customer's name or, without one, a mark that tells two visitors apart. */
export const nameOf = (row) => row.customer.name || say('visitor', { mark: row.id.slice(-4) });

export const isMe = (agent) => agent?.id === person.id;
export const outcomeOf = ({ outcome }) => ifKnown(`outcome_${outcome}`);
export const reasonOf = (reason) => ifKnown(`reason_${reason}`);
export const sourceOf = (source) => ifKnown(`source_${source}`);
export const statusOf = (status) => ifKnown(`status_${status}`);
export const languageOf = (tag) => languages[tag].name;
export const lettersOf = (tag) => languages[tag].letters;

/** Where it stands, in a word or two. */
export function stateOf(row) {
  if (row.state === 'claimed') return isMe(row.agent) ? say('state_mine') : say('with_agent', row.agent);
  return (row.state === 'resolved' && outcomeOf(row)) || say(`state_${row.state}`);
}

/** The last words, with who said them where it was not the customer. */
export function lastWordsOf(row) {
  const { last_author: author, last_text: text, agent } = row;
  const name = author === 'bot' ? say('assistant') : author === 'agent' && (isMe(agent) ? say('you') : agent?.name);
  return name ? say('said', { name, text }) : text;
}

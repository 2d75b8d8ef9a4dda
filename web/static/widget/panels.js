// What stands under the last message: the wait, the address form, the private link, the rating.

import { fill } from './words.js';

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** Shows the panels that fit the conversation, and does what their buttons say. `chat` is the model. */
export function openPanels({ root, words, chat, settle }) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const contact = find('contact');
  const link = find('link');
  const rating = find('rating');
  const copy = find('copy-mail'); // missing where no mail is sent
  let leaving = false; // the customer opened the address form
  let copying = false; // wants a copy sent there

  function show({ conversation, link: address }) {
    const state = conversation?.state;
    const live = state === 'waiting' && !conversation.ticket;
    const ticket = state === 'waiting' && conversation.ticket;
    const known = Boolean(conversation?.contact);
    const asking = (ticket && !known) || (leaving && state === 'waiting') || (copying && !known);
    find('waiting').hidden = !live || conversation.place === null;
    if (live && conversation.place !== null) showWait(conversation);
    find('leave').hidden = asking || known;
    contact.hidden = !asking;
    find('cancel').hidden = ticket && !known;
    write(find('contact-why'), copying ? words.contactCopy : ticket ? words.contactTicket : words.contactWaiting);
    find('saved').hidden = !known || asking || state !== 'waiting';
    if (known) write(find('saved-as'), fill(words.savedAs, { address: conversation.contact }));
    link.hidden = !(state === 'waiting' && (ticket || known)) || asking;
    showLink(address);
    if (copy) copy.hidden = asking || !(state === 'resolved' || (state === 'waiting' && known));
    rating.hidden = state !== 'resolved';
    if (!rating.hidden) showRating(conversation);
  }

  function showWait({ place, wait }) {
    write(find('place'), words.places[place - 1] ?? fill(words.place, { place }));
    write(find('wait'), wait === null ? '' : waitSentence(wait));
  }

  function waitSentence({ from, to }) {
    if (to <= 1) return words.waitMinute;
    return fill(from < 1 ? words.waitUpTo : from === to ? words.waitAbout : words.waitRange, { from, to });
  }

  function showLink(address) {
    find('link-row').hidden = address === null;
    find('make-link').hidden = address !== null;
    find('link-row').querySelector('input').value = address === null ? '' : new URL(address, location.origin).href;
  }

  function showRating({ rating: given }) {
    for (const star of rating.elements.rating) star.checked = Number(star.value) === given;
    find('rating-more').hidden = given === null;
    const said = find('rating-said');
    if (given === null) write(said, '');
    else if (said.textContent === '') write(said, words.rated);
  }

  contact.onsubmit = async (event) => {
    event.preventDefault();
    const { name, email } = contact.elements;
    const wrong = addressProblem(email.value.trim());
    email.setAttribute('aria-invalid', String(wrong !== ''));
    write(find('email-problem'), wrong);
    if (wrong) return email.focus();
    await busy(contact, find('contact-problem'), async () => {
      await chat.leaveContact({ name: name.value.trim(), email: email.value.trim() });
      leaving = false;
      if (copying) {
        settle();
        return sendCopy();
      }
      // The sentence promises the link, so it is there; a link that is known already stays good.
      if (chat.look().link === null) await chat.makeLink().catch(() => {});
      settle();
      (find('link-row').hidden ? find('change') : find('copy')).focus();
    });
  };

  function addressProblem(address) {
    if (address === '') return words.emailMissing;
    return ADDRESS.test(address) ? '' : words.emailWrong;
  }

  function openContact() {
    leaving = true;
    settle();
    contact.elements.name.focus();
  }

  find('leave').onclick = openContact;
  find('change').onclick = openContact;
  find('cancel').onclick = () => {
    const back = copying ? 'send-copy' : null;
    leaving = copying = false;
    settle();
    find(back ?? (find('leave').hidden ? 'change' : 'leave')).focus();
  };

  find('make-link').onclick = () => busy(link, find('link-said'), async () => {
    await chat.makeLink();
    link.querySelector('input').focus();
  });

  find('copy').onclick = async () => {
    const field = link.querySelector('input');
    field.select();
    // In a frame the clipboard may be forbidden: the old way works there after a press.
    const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    write(find('link-said'), done || document.execCommand('copy') ? words.copied : words.notCopied);
  };

  if (copy) find('send-copy').onclick = () => {
    copying = true;
    settle();
    if (contact.hidden) sendCopy();
    else contact.elements.email.focus();
  };

  function sendCopy() {
    copying = false;
    return busy(copy, find('copy-said'), async () => {
      await chat.askForCopy();
      write(find('copy-said'), fill(words.copySent, { address: chat.look().conversation.contact }));
    });
  }

  rating.addEventListener('change', (event) => event.target.name === 'rating' && give(words.rated));
  rating.onsubmit = (event) => {
    event.preventDefault();
    give(words.commented);
  };

  function give(thanks) {
    const value = Number(rating.elements.rating.value);
    if (!value) return;
    const comment = rating.querySelector('textarea').value.trim();
    return busy(rating, find('rating-said'), async () => {
      await chat.rate({ rating: value, comment });
      write(find('rating-said'), thanks);
    });
  }

  // Fields stay usable; a second press waits for the first.
  async function busy(panel, said, work) {
    if (panel.getAttribute('aria-busy') === 'true') return;
    panel.setAttribute('aria-busy', 'true');
    write(said, '');
    try {
      await work();
    } catch (fault) {
      if (fault.status === undefined) throw fault;
      write(said, fault.message || words.notDone);
    } finally {
      panel.removeAttribute('aria-busy');
    }
  }

  function reset() {
    leaving = copying = false;
    if (copy) write(find('copy-said'), '');
    contact.reset();
    rating.reset();
  }

  return { show, reset };
}

/** A live region that is written with what it says already would be read out again. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// How the framed widget talks with embed.js on the customer's page: nothing but open, close and a count.

/**
 * Null when this page stands by itself.
 *
 * onOpen({focus})  the customer sees the widget; onClose()  no longer; onPage(address)  the page that it stands on
 */
export function joinFrame({ onOpen, onClose, onPage }) {
  if (window.parent === window) return null;
  let origin = null;

  addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== window.parent || typeof data?.firstline !== 'string') return;
    origin = from === 'null' ? '*' : from;
    if (data.firstline === 'page') onPage(String(data.page));
    if (data.firstline === 'open') onOpen({ focus: data.focus === true });
    if (data.firstline === 'close') onClose();
  });

  function tell(what, more = {}) {
    if (origin !== null) window.parent.postMessage({ firstline: what, ...more }, origin);
  }

  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) tell('close');
  });

  // Says nothing about the customer, so anybody may hear it; the answer tells who the embedder is.
  window.parent.postMessage({ firstline: 'ready' }, '*');
  return { tell };
}

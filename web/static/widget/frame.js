// The framed widget: it talks with embed.js on the customer's page (open, close and a count), and wears its color.

/**
 * onOpen({focus})  the customer sees the widget; onClose()  no longer; onPage(address)  the page that it stands on
 */
export function joinFrame({ onOpen, onClose, onPage }) {
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

  if (document.body.dataset.accent) paint(document.body.dataset.accent);
  // Says nothing about the customer, so anybody may hear it; the answer tells who the embedder is.
  window.parent.postMessage({ firstline: 'ready' }, '*');
  return { tell };
}

// Dark letters on a light color, light ones on a dark.
function paint(accent) {
  const style = document.documentElement.style;
  style.setProperty('--embedder', accent);
  const [red, green, blue] = accent.match(/[0-9a-f]{2}/gi).map((part) => (parseInt(part, 16) / 255) ** 2.2);
  style.setProperty('--embedder-text', 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.36 ? '#101815' : '#ffffff');
}

// Firstline in any page: <script src="…/embed.js" async></script>
// Optional: data-language (en, zh-Hans, zh-Hant), data-position (left, right), data-accent (#0b6459), data-scheme (light, dark).
(() => {
  const script = document.currentScript;
  if (!script || window.Firstline) return;
  const WORDS = {{ words|tojson }};
  const { origin } = new URL(script.src);
  const wish = script.dataset;
  const language = known(wish.language) ?? known(document.documentElement.lang) ?? known(navigator.language) ?? 'en';
  const words = WORDS[language];
  const accent = color(wish.accent ?? '');
  const scheme = ['light', 'dark'].includes(wish.scheme) ? wish.scheme : '';
  const phone = matchMedia('(max-width: 640px)');
  let frame = null;
  let ready = false;
  let isOpen = false;
  let focus = false;
  let overflow = '';

  const host = document.createElement('firstline-chat');
  const root = host.attachShadow({ mode: 'open' });
  const panel = make('div', { class: 'panel', role: 'dialog', 'aria-label': words.title, hidden: '' });
  const badge = make('span', { class: 'badge', hidden: '' });
  const launcher = make('button', { type: 'button', 'aria-label': words.open, 'aria-expanded': 'false', title: words.open });
  launcher.append(icon('M9 10.5h6M9 13.5h4M21 12c0 4.4-4 8-9 8-1.2 0-2.3-.2-3.3-.6L4 21l1.3-3.7C3.9 15.9 3 14 3 12c0-4.4 4-8 9-8s9 3.6 9 8Z'), icon('M6 9.5l6 6 6-6'), badge);
  launcher.onclick = () => (isOpen ? close() : open());
  root.append(panel, launcher);
  dress();

  const open = () => show(true);

  function show(withFocus) {
    isOpen = true;
    focus = withFocus;
    load();
    panel.hidden = false;
    launcher.setAttribute('aria-expanded', 'true');
    name(words.close);
    remember('open', true);
    fit();
    if (phone.matches) {
      overflow = document.documentElement.style.overflow;
      document.documentElement.style.overflow = 'hidden';
    }
    greet();
  }

  function close() {
    if (!isOpen) return;
    const within = root.activeElement !== null;
    isOpen = false;
    panel.hidden = true;
    launcher.setAttribute('aria-expanded', 'false');
    name(words.open);
    remember('open', false);
    fit();
    if (phone.matches) document.documentElement.style.overflow = overflow;
    tell({ firstline: 'close' });
    if (within) launcher.focus();
  }

  // The frame costs nothing until somebody opens it, or has a conversation that may go on.
  function load() {
    if (frame) return;
    const query = new URLSearchParams({ language, ...(accent && { accent }), ...(scheme && { scheme }) });
    frame = make('iframe', { title: words.title, allow: 'clipboard-write', src: `${origin}/widget?${query}` });
    panel.append(frame);
  }

  function greet() {
    if (!ready || !isOpen) return;
    if (focus) frame.focus();
    tell({ firstline: 'open', focus });
  }

  function tell(what) {
    if (ready) frame.contentWindow.postMessage(what, origin);
  }

  addEventListener('message', ({ source, origin: from, data }) => {
    if (!frame || source !== frame.contentWindow || from !== origin || !data) return;
    if (data.firstline === 'ready') {
      ready = true;
      tell({ firstline: 'page', page: location.href });
      if (isOpen) greet();
      else tell({ firstline: 'close' });
    }
    if (data.firstline === 'close') close();
    if (data.firstline === 'state') count(Number(data.unread) || 0, data.begun === true);
  });

  root.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  visualViewport?.addEventListener('resize', fit);
  visualViewport?.addEventListener('scroll', fit);

  // On a phone the panel is what the keyboard leaves free.
  function fit() {
    const free = isOpen && phone.matches && visualViewport;
    panel.style.height = free ? `${free.height}px` : '';
    panel.style.top = free ? `${free.offsetTop}px` : '';
  }

  function count(unread, begun) {
    badge.hidden = unread === 0;
    badge.textContent = unread > 9 ? '9+' : String(unread);
    if (!isOpen) name(unread ? words.unread.replace('%(count)s', unread) : words.open);
    remember('begun', begun);
  }

  function name(label) {
    launcher.setAttribute('aria-label', label);
    launcher.title = label;
  }

  // `open` lasts as long as the tab, `begun` as long as the browser keeps it.
  const shelf = (key) => (key === 'open' ? sessionStorage : localStorage);

  // Where storage is refused, the next page begins closed.
  function remember(key, on) {
    try {
      shelf(key).setItem(`firstline.${key}`, on ? 1 : '');
    } catch {}
  }

  function recall(key) {
    try {
      return shelf(key).getItem(`firstline.${key}`);
    } catch {}
  }

  function known(tag = '') {
    const [main, ...rest] = tag.toLowerCase().split(/[-_]/);
    if (main === 'zh') return !rest.includes('hans') && rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part)) ? 'zh-Hant' : 'zh-Hans';
    if (main === 'en') return 'en';
  }

  function color(text) {
    const hex = text.trim().replace('#', '').toLowerCase();
    if (/^[0-9a-f]{3}$/.test(hex)) return hex.replace(/./g, '$&$&');
    return /^[0-9a-f]{6}$/.test(hex) ? hex : '';
  }

  function make(tag, attributes) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function icon(path) {
    const [svg, line] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  // A style sheet made here passes a policy that forbids inline styles, and the shadow keeps it from the page.
  function dress() {
    const side = wish.position === 'left' ? 'left' : 'right';
    const [red, green, blue] = (accent || '0b6459').match(/../g).map((part) => (parseInt(part, 16) / 255) ** 2.2);
    const ink = 0.21 * red + 0.72 * green + 0.07 * blue > 0.36 ? '#101815' : '#fff';
    const css = `
      :host { all: initial; }
      [hidden] { display: none !important; }
      button, .panel { position: fixed; z-index: 2147483000; ${side}: max(20px, env(safe-area-inset-${side})); }
      button { bottom: max(20px, env(safe-area-inset-bottom)); box-sizing: border-box; width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%;
        background: #${accent || '0b6459'}; color: ${ink}; box-shadow: 0 4px 20px rgb(16 24 21 / .28); cursor: pointer; }
      button:hover { filter: brightness(1.08); }
      button:focus-visible { outline: 3px solid #1f5fd0; outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
      svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
      [aria-expanded=false] svg + svg, [aria-expanded=true] svg:first-child { display: none; }
      .badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 5px; box-sizing: border-box; border-radius: 11px; border: 2px solid #fff;
        background: #b3261e; color: #fff; font: 600 12px/18px system-ui, sans-serif; text-align: center; }
      .panel { bottom: 92px; width: 380px; height: 640px; max-width: calc(100vw - 40px); max-height: calc(100vh - 112px); overflow: hidden; border-radius: 12px;
        background: Canvas; box-shadow: 0 0 0 1px rgb(16 24 21 / .08), 0 16px 48px rgb(16 24 21 / .24); }
      iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: ${scheme || 'light dark'}; }
      @media (max-width: 640px) {
        .panel { ${side}: 0; bottom: 0; width: 100%; height: 100%; max-width: none; max-height: none; border-radius: 0; }
        button[aria-expanded=true] { display: none; }
      }
      @media print { :host { display: none !important; } }`;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(Object.assign(document.createElement('style'), { textContent: css }));
    }
  }

  function start() {
    document.body.append(host);
    if (recall('open') && !phone.matches) show(false);
    else if (recall('begun')) (window.requestIdleCallback ?? setTimeout)(load);
  }

  window.Firstline = { open, close };
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start);
})();

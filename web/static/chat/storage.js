// What this browser keeps of a conversation: token, link, and what was not acknowledged yet.

/** JSON values under one prefix. Where the browser refuses storage they last as long as the page: `kept` is false then. */
export function openStorage(prefix) {
  const store = usable();
  const shelf = store ?? memory();
  const full = (name) => `${prefix}.${name}`;

  return {
    kept: store !== null,

    get(name) {
      try {
        return JSON.parse(shelf.getItem(full(name)));
      } catch {
        return null;
      }
    },

    set(name, value) {
      try {
        shelf.setItem(full(name), JSON.stringify(value));
      } catch {
        // full: what is on the page is still sent from memory
      }
    },

    remove(name) {
      shelf.removeItem(full(name));
    },

    /** The names that begin so, in order. */
    names(start) {
      return Object.keys(shelf).filter((name) => name.startsWith(full(start))).map((name) => name.slice(prefix.length + 1)).sort();
    },

    /** Calls back when another tab has changed the value of that name. */
    onChange(name, back) {
      addEventListener('storage', (event) => {
        if (event.storageArea === store && event.key === full(name)) back();
      });
    },
  };
}

// Reading the property alone may throw, and a full or forbidden store only tells when it is written to.
function usable() {
  try {
    localStorage.setItem('firstline', '');
    localStorage.removeItem('firstline');
    return localStorage;
  } catch {
    return null;
  }
}

function memory() {
  return Object.create({
    getItem(name) {
      return this[name] ?? null;
    },
    setItem(name, value) {
      this[name] = value;
    },
    removeItem(name) {
      delete this[name];
    },
  });
}

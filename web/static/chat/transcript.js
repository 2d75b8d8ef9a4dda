// Messages by number: 1, 2, 3 … without gaps. Whatever comes early waits until what is before it has come.

export function openTranscript() {
  const early = new Map();
  let messages = [];

  return {
    get messages() {
      return messages;
    },
    get last() {
      return messages.length;
    },
    get hasGap() {
      return early.size > 0;
    },

    /** Takes messages in any order, any number of times; gives those that are new and in their place now. */
    add(found) {
      for (const message of found) if (message.number > messages.length) early.set(message.number, message);
      const settled = [];
      for (let next = messages.length + 1; early.has(next); next += 1) {
        settled.push(early.get(next));
        early.delete(next);
      }
      if (settled.length > 0) messages = [...messages, ...settled];
      return settled;
    },

    clear() {
      early.clear();
      messages = [];
    },
  };
}

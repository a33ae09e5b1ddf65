/**
 * Runs in the page before anything else: how long from a key, a click or a moment until something is painted. A frame
 * counts from the moment after it, by a message that the browser delivers once it has painted.
 */
export const pageWatch = `
window.watch = {
  // Resolves with the milliseconds from \`start\` to the paint at which \`isThere\` was so, or with null after ten seconds.
  painted(start, isThere) {
    return new Promise((resolve) => {
      const give = setTimeout(() => { observer.disconnect(); resolve(null); }, 10_000);
      const look = () => {
        if (!isThere()) return;
        observer.disconnect();
        clearTimeout(give);
        requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => resolve(performance.now() - start());
          after.port2.postMessage(0);
        });
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    });
  },
  // From the next key or press, by the moment at which the system had it.
  after(type, isThere) {
    let start = null;
    addEventListener(type, (event) => { start = event.timeStamp; }, { capture: true, once: true });
    this.pending = this.painted(() => start, () => start !== null && isThere());
  },
  // Scrolls through the list like somebody with a fast wheel; what share of its height had no row in it, frame by frame.
  async scroll(list, step) {
    const frames = [];
    let blankMs = 0;
    let longestBlankMs = 0;
    let last = performance.now();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let still = 0; still < 40; ) {
      const before = list.scrollTop;
      list.scrollTop += step;
      await frame();
      const now = performance.now();
      frames.push(now - last);
      still = list.scrollTop === before ? still + 1 : 0;
      const box = list.getBoundingClientRect();
      const x = box.left + box.width / 2;
      const isBlank = [0.05, 0.35, 0.65, 0.95].some((share) => {
        const there = document.elementsFromPoint(x, box.top + box.height * share);
        return !there.some((each) => each.closest(".slot"));
      });
      blankMs = isBlank ? blankMs + now - last : 0;
      longestBlankMs = Math.max(longestBlankMs, blankMs);
      last = now;
    }
    const rows = Number(list.querySelector('.slot:last-child [aria-setsize]')?.getAttribute('aria-setsize') ?? 0);
    return { frames, longestBlankMs, rows };
  },
};
`;

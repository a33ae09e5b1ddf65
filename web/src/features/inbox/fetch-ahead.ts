/**
 * What the next key will need, fetched while nothing else happens: menus, the editor, the customer's panel. The
 * first screen does not wait for any of it.
 */
export function fetchAhead(): () => void {
  const parts = [
    () => import("../editor/rich-editor.tsx"),
    () => import("../conversations/thread-menus.tsx"),
    () => import("../customers/customer-panel.tsx"),
    () => import("../views/views-menu.tsx"),
    () => import("../bulk/bulk-bar.tsx"),
  ];
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
  let stopped = false;
  const next = () => {
    const part = parts.shift();
    if (!part || stopped) return;
    // No connection: the part is fetched again when it is needed.
    void part()
      .catch(() => {})
      .finally(() => idle(next));
  };
  idle(next);
  return () => {
    stopped = true;
  };
}

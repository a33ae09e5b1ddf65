/** The browser's own notifications, one for each conversation: a newer one takes the older one's place. */
const open = new Map<string, Notification>();

export type DesktopPermission = "granted" | "denied" | "default" | "impossible";

export function desktopPermission(): DesktopPermission {
  return "Notification" in window ? Notification.permission : "impossible";
}

export async function askForDesktop(): Promise<DesktopPermission> {
  if (!("Notification" in window)) return "impossible";
  return Notification.requestPermission();
}

export function tellDesktop(id: string, title: string, body: string, onClick: () => void): void {
  if (desktopPermission() !== "granted") return;
  try {
    const notification = new Notification(title, { body, tag: id, icon: "/mark.svg", silent: true });
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
    notification.onclose = () => open.get(id) === notification && open.delete(id);
    open.set(id, notification);
  } catch {
    // Some phones allow it to service workers alone; sound and the badge remain.
  }
}

/** Reading it anywhere clears it everywhere. */
export function clearDesktop(id: string): void {
  open.get(id)?.close();
  open.delete(id);
}

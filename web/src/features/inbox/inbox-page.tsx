export function InboxPage() {
  return <main className="pane" />;
}

export function SetupPage() {
  return <main className="pane" />;
}

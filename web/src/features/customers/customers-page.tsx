export function CustomersPage() {
  return <main className="pane" />;
}

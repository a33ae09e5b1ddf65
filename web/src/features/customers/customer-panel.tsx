export function CustomerPanel({ conversationId }: { conversationId: string | null }) {
  return <aside className="pane cust" data-for={conversationId} />;
}

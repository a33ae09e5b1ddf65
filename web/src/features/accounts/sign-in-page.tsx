export function SignInPage() {
  return <main className="pane" />;
}

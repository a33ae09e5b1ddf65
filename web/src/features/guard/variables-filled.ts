/**
 * A saved reply as a customer may get it: names stand where its variables are, each as long as the variable, so that
 * what is found lies at the same place in both.
 */
export function withNamesIn(body: string): string {
  return body.replace(/\{\{[^{}\n]{1,120}\}\}/g, (whole) => {
    const fallback = whole.slice(2, -2).split("|")[1]?.trim();
    return (fallback || "Robin").slice(0, whole.length).padEnd(whole.length);
  });
}

/** `unknown`: no answer, or one that does not say whether it was done. `later`: asked to slow down, nothing was done. */
export type Answer =
  | { outcome: "done"; status: number; body: Record<string, unknown> }
  | { outcome: "refused"; status: number; code: string }
  | { outcome: "later" }
  | { outcome: "unknown" };

const longestMs = 20_000;

/** One request to the desk, however the desk fares meanwhile. */
export async function call(
  port: number,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(longestMs),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return { outcome: "done", status: response.status, body: answer };
    if (response.status === 429) return { outcome: "later" };
    if (response.status >= 500) return { outcome: "unknown" };
    return { outcome: "refused", status: response.status, code: String(answer.code) };
  } catch {
    return { outcome: "unknown" };
  }
}

/** A request that may not be done, foreseen: a code declared in a contract, a status, and details safe to show. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;

  constructor(code: string, status: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** Not there and not yours look the same. */
export function notFound(what: string, code: string): Refusal {
  return new Refusal(code, 404, `There is no such ${what}, or it is not open to you.`);
}

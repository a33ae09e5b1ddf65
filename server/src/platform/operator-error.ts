/**
 * Something the operator can put right: said in one clear sentence, without a stack. Says what happened, why it
 * matters and what to do.
 */
export class OperatorError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OperatorError";
  }
}

import { refusal } from "../command-error.ts";

/** A stack, and the account that it is bound to. */
interface Bound {
  readonly id: string | null;
  readonly accountId: string | null;
}

/**
 * Refuses credentials of another account than a stack's.
 *
 * @param own the account of the credentials
 * @param result what has happened so far, as a sentence
 * @throws CommandError if the stack is bound to another account
 */
export function refuseOtherAccount({ id, accountId }: Bound, own: string, result?: string): void {
  if (accountId === null || accountId === own) return;
  const message = `The ${otherAccount(own, `${id} is bound to account ${accountId}`)}.`;
  throw refusal(result === undefined ? message : `${message} ${result}`);
}

/**
 * That credentials are of another account, in words to be put after an article.
 *
 * @param own the account of the credentials
 * @param need what needs another, such as `the plan is for account 111111111111`
 */
export function otherAccount(own: string, need: string): string {
  return `credentials are of account ${own}, but ${need}`;
}

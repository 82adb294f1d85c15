const ACCOUNT_ROOT = /^arn:[^:]+:iam::[0-9]{12}:root$/;
const ASSUMED_ROLE = /^arn:[^:]+:sts::[0-9]*:assumed-role\//;
const ROLE_OR_USER =
  /^arn:aws[a-z-]*:iam::[0-9]{12}:(?:role|user)\/(?:[!-.0-~]+\/)*[A-Za-z0-9_+=,.@-]{1,64}$/;

/** Why a role's session is no principal of a repository policy. */
export const NO_SESSION =
  "must not be a session of a role: AWS stores the role, and every plan would differ. Name the role, arn:PARTITION:iam::ACCOUNT:role/NAME";

/** Whether an ARN is that of a session of a role. */
export function isSession(arn: string): boolean {
  return ASSUMED_ROLE.test(arn);
}

/** What is wrong with the ARN of a role or user; undefined if nothing is. */
export function principalArnProblem(arn: string): string | undefined {
  if (isSession(arn)) return NO_SESSION;
  if (ACCOUNT_ROOT.test(arn)) return "must not be an account: list its 12 digits in accountIds";
  if (ROLE_OR_USER.test(arn) && !/[*?]/.test(arn)) return undefined;
  return "must be the ARN of an IAM role or user without wildcards, arn:PARTITION:iam::ACCOUNT:role/NAME";
}

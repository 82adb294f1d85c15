import { listWords } from "../words.ts";
import type { Accessor } from "./accessors.ts";
import { type Condition, conditionWords } from "./condition.ts";
import { membersOf } from "./members.ts";
import { EVERYONE, principalWords } from "./principal.ts";

/** Lambda as a principal. */
export const LAMBDA = "Service lambda.amazonaws.com";

/**
 * Someone who has access, for people: `111111111111` for an account, `organization o-a1b2c3d4e5`,
 * `Lambda in 111111111111`, `codebuild.amazonaws.com for 111111111111`, an ARN.
 */
export function accessorWords(accessor: Accessor): string {
  const { principal, condition } = accessor;
  const members = principal === EVERYONE ? membersOf(condition) : undefined;
  if (members) return withCondition(members.words, members.condition);
  return serviceWords(principal, condition) ?? withCondition(plain(principal), condition);
}

function plain(principal: string): string {
  if (principal === EVERYONE) return "every AWS account";
  return /^\d{12}$/.test(principal) ? principal : principalWords(principal);
}

function withCondition(words: string, condition: Condition): string {
  return condition.length === 0 ? words : `${words} ${conditionWords(condition)}`;
}

function serviceWords(principal: string, condition: Condition): string | undefined {
  if (!principal.startsWith("Service ")) return undefined;
  const service = principalWords(principal);
  const functions = lambdaAccountsOf({ principal, condition });
  if (functions) return `Lambda in ${listWords(functions, "and")}`;
  const accounts = only(condition, "StringEquals", "aws:SourceAccount");
  return accounts && `${service} for ${listWords(accounts, "and")}`;
}

/** The accounts whose Lambda functions, and no others, have the access; undefined if it is not so. */
function lambdaAccountsOf({ principal, condition }: Accessor): string[] | undefined {
  if (principal !== LAMBDA) return undefined;
  const functions = only(condition, "StringLike", "aws:SourceArn");
  const accounts = functions?.map(
    (arn) => /^arn:[^:]+:lambda:[^:*]+:(\d{12}):function:\*$/.exec(arn)?.[1],
  );
  const known = accounts?.filter((account) => account !== undefined);
  return known?.length === accounts?.length ? known : undefined;
}

/** The values of a condition that has only this test. */
function only(condition: Condition, operator: string, key: string): readonly string[] | undefined {
  const [test, ...more] = condition;
  const isThis = test?.operator === operator && test.key.toLowerCase() === key.toLowerCase();
  return isThis && more.length === 0 ? test.values : undefined;
}

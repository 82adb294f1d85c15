import * as z from "zod";
import { policyProblems } from "../../policies/access/policy-problems.ts";
import { type PolicyProblem, statementProblems } from "../../policies/access/statement-problems.ts";
import { isObject, parseJson } from "../../policies/json.ts";
import { checking } from "../shape.ts";

/** The shape of `policyStatements`. Relations check whom they open to, and their Sids. */
export const POLICY_STATEMENTS = statementsShape(statementProblems);

/** The shape of a list of statements. */
export function statementsShape(
  problems: (statement: unknown) => readonly PolicyProblem[],
): z.ZodType<readonly object[]> {
  return z.array(
    checking(z.unknown(), problems),
    "must be a list of statements",
  ) as unknown as z.ZodType<readonly object[]>;
}

/** The shape of `repositoryPolicy`. Relations check whom it opens to. */
export const REPOSITORY_POLICY = policyShape<"unmanaged" | object | string>(
  'must be "unmanaged", a policy as an object or as JSON text, or left out',
  ["unmanaged"],
);

/** The same, if there is nothing in AWS that could be left alone. */
export const NEW_REPOSITORY_POLICY = policyShape<object | string>(
  "must be a policy as an object or as JSON text, or left out",
);

function policyShape<T>(must: string, others: readonly unknown[] = []): z.ZodType<T> {
  return checking(z.unknown(), (value) => {
    if (value === undefined || others.includes(value)) return [];
    const policy = policyDocument(value);
    if (policy !== undefined) return policyProblems(policy);
    return [{ path: [], value, must, source: "README, Settings" }];
  }) as unknown as z.ZodType<T>;
}

/**
 * A policy that was given as an object or as JSON text; undefined if it is neither. Of an object, it
 * is what its JSON has: that is written.
 *
 * @throws TypeError if an object has no JSON, such as one with a circle
 */
export function policyDocument(policy: unknown): Readonly<Record<string, unknown>> | undefined {
  const json = typeof policy === "string" ? policy : JSON.stringify(policy);
  const document = json === undefined ? undefined : parseJson(json);
  return isObject(document) ? document : undefined;
}

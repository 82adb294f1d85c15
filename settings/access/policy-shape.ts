import * as z from "zod";
import { policyProblems } from "../../policies/access/policy-problems.ts";
import { type PolicyProblem, statementProblems } from "../../policies/access/statement-problems.ts";
import { isObject, parseJson } from "../../policies/json.ts";

const FORMS = 'must be "unmanaged", a policy as an object or as JSON text, or left out';

/** The shape of `policyStatements`. Relations check whom they open to, and their Sids. */
export const POLICY_STATEMENTS = z.array(
  z.unknown().superRefine((statement, context) => report(context, statementProblems(statement))),
  "must be a list of statements",
) as unknown as z.ZodType<readonly object[]>;

/** The shape of `repositoryPolicy`. Relations check whom it opens to. */
export const REPOSITORY_POLICY = z.unknown().superRefine((input, context) => {
  if (input === undefined || input === "unmanaged") return;
  const policy = policyDocument(input);
  if (policy === undefined) {
    context.addIssue({ code: "custom", message: FORMS, input });
  } else {
    report(context, policyProblems(policy));
  }
}) as unknown as z.ZodType<"unmanaged" | object | string>;

/** A policy that was given as an object or as JSON text; undefined if it is neither. */
export function policyDocument(policy: unknown): Readonly<Record<string, unknown>> | undefined {
  const document = typeof policy === "string" ? parseJson(policy) : policy;
  return isObject(document) ? document : undefined;
}

function report(context: z.RefinementCtx, problems: readonly PolicyProblem[]): void {
  for (const { path, value, must, source } of problems) {
    context.addIssue({
      code: "custom",
      message: must,
      params: { source },
      path: [...path],
      input: value,
    });
  }
}

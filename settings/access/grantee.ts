import type { Grants, PullGrants, PushGrants } from "../../policies/access/grants.ts";
import { parse } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { type Place, placeProblems } from "./grant-place.ts";
import { GRANT_LISTS, PULL, PUSH, setLists } from "./grants-shape.ts";

/** Anything with the ARN of an IAM role or user, such as an `IamRole` of `@cdktf/provider-aws`. */
export interface Principal {
  /** A Terraform expression is not checked. */
  readonly arn: string;
}

/** Whom a call of `grantPull` or `grantPush` grants the access. */
export type Grantee<T extends Grants = PullGrants | PushGrants> = T | Principal;

/**
 * A grantee whose ARN is read already. CDKTF gives another token for each reading, and prepares only
 * one that stays for the use in another stack.
 */
export function withReadArn(grantee: Grantee): Grantee {
  return isPrincipal(grantee) ? { arn: grantee.arn } : grantee;
}

/** The grants that a grantee stands for. */
export function grantsTo<T extends Grants>(grantee: Grantee<T>): T {
  return (isPrincipal(grantee) ? { principalArns: [grantee.arn] } : setLists(grantee)) as T;
}

/**
 * What is wrong with a grantee.
 *
 * @param path the call, such as `qa/ecr/image.api.grantPull[0]`
 */
export function granteeProblems(
  kind: "pull" | "push",
  path: string,
  grantee: Grantee,
  place: Place,
): readonly Problem[] {
  if (isPrincipal(grantee)) {
    if (isExpression(grantee.arn)) return [];
    return problemsOf(kind, path, grantsTo(grantee), place).map((problem) => ({
      ...problem,
      path: `${path}.arn`,
    }));
  }
  return problemsOf(kind, path, grantee, place);
}

/** Whether an ARN is known only to Terraform. */
export function isExpression(arn: unknown): boolean {
  return typeof arn === "string" && arn.includes("${");
}

// With lists beside it, an ARN is a key too many.
function isPrincipal(grantee: Grantee): grantee is Principal {
  const isArn = typeof grantee === "object" && grantee !== null && "arn" in grantee;
  return isArn && !GRANT_LISTS.some((list) => list in grantee);
}

function problemsOf(
  kind: "pull" | "push",
  path: string,
  grants: Grants,
  place: Place,
): readonly Problem[] {
  const parsed = parse<Grants>(kind === "pull" ? PULL : PUSH, path, () => grants);
  if ("problems" in parsed) return parsed.problems;
  if (Object.values(parsed.value).flat().length > 0) return placeProblems(path, grants, place);
  return [
    { path, value: grants, must: "must name at least one principal", source: "Access, In code" },
  ];
}

import { isDeepStrictEqual } from "node:util";
import { crossAccountPullPolicy, lifecyclePolicy } from "../../constructs/policies.ts";

/** A policy in the terms of our settings, or a word about what they cannot say. */
export type Said<T> = { readonly value: T } | { readonly unsaid: string };

/** How many images a lifecycle policy keeps, where it is as ours would be; 0 without a policy. */
export function keptImages(policy: string | null): Said<number> {
  if (policy === null) return { value: 0 };
  const { rules = [] } = JSON.parse(policy) as {
    readonly rules?: readonly {
      readonly selection?: { readonly countNumber?: unknown };
    }[];
  };
  const count = rules[0]?.selection?.countNumber;
  if (typeof count === "number" && isSame(policy, `${lifecyclePolicy(count)}`)) {
    return { value: count };
  }
  return { unsaid: `a lifecycle policy of other rules: ${compact(policy)}` };
}

/** The accounts that a repository policy lets pull, where it is as ours would be. */
export function pullingAccounts(policy: string | null, partition: string): Said<string[]> {
  if (policy === null) return { value: [] };
  const document = normalized(policy);
  const accounts = document.Statement.flatMap(({ Principal }) => Principal.map(accountOf));
  const ours = accounts.length > 0 ? `${crossAccountPullPolicy(accounts, partition)}` : "";
  if (ours !== "" && isDeepStrictEqual(document, normalized(ours))) return { value: accounts };
  return { unsaid: `a repository policy of other statements: ${compact(policy)}` };
}

function isSame(one: string, other: string): boolean {
  return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}

function compact(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

interface Statement {
  readonly Principal?: unknown;
  readonly Action?: unknown;
}

// AWS takes a single value for a list of one, an account's number for its root, and any order.
function normalized(policy: string) {
  const { Statement, ...rest } = JSON.parse(policy) as { readonly Statement?: unknown };
  return {
    ...rest,
    Statement: (toList(Statement) as Statement[]).map(({ Principal, Action, ...others }) => ({
      ...others,
      Principal: principalsIn(Principal),
      Action: toList(Action).map(String).sort(),
    })),
  };
}

function principalsIn(principal: unknown): string[] {
  if (typeof principal !== "object" || principal === null) return [String(principal)];
  return Object.entries(principal).flatMap(([type, values]) =>
    toList(values).map((value) => (type === "AWS" ? rootOf(String(value)) : `${type}:${value}`)),
  );
}

function rootOf(principal: string): string {
  return principal.match(/^arn:[^:]+:iam::(\d{12}):root$/)?.[1] ?? principal;
}

function accountOf(principal: string): string {
  return /^\d{12}$/.test(principal) ? principal : "";
}

function toList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

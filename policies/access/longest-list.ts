import { accessStatements, policyOf, type RepositoryAccess } from "./access-policy.ts";
import { MAX_REPOSITORY_POLICY_LENGTH } from "./allow-pull.ts";
import type { PolicyPlace } from "./policy-place.ts";

/** A policy that is too long, and what would fit. */
export interface Overflow {
  /** How many characters the policy has. */
  readonly length: number;
  /** The list with the most characters, such as `pull` and `principalArns`. */
  readonly list: readonly string[];
  /** How many entries it has. */
  readonly entries: number;
  /** How many of its first entries fit beside all else; 0 if none does. */
  readonly most: number;
  /**
   * The statement that is too long alone, if the list is one's own statements and none fits: how many
   * characters it has, and how many it may have. Undefined if a shorter one would not do.
   */
  readonly statement?: { readonly length: number; readonly most: number } | undefined;
}

/** How a repository policy is too long; undefined if it fits. */
export function overflowOf(access: RepositoryAccess, place: PolicyPlace): Overflow | undefined {
  const length = lengthOf(access, place);
  if (length <= MAX_REPOSITORY_POLICY_LENGTH) return undefined;
  const without = (list: List) => lengthOf(list.cut(0), place);
  const [longest] = listsOf(access).sort((one, other) => without(one) - without(other));
  const { path, entries, cut } = longest!;
  const fits = (count: number) => lengthOf(cut(count), place) <= MAX_REPOSITORY_POLICY_LENGTH;
  const most = largest(entries, fits);
  const isStatement = path[0] === "policyStatements" && most === 0;
  return {
    length,
    list: path,
    entries,
    most,
    ...(isStatement && { statement: first(access, length) }),
  };
}

function first({ policyStatements }: RepositoryAccess, length: number): Overflow["statement"] {
  const own = JSON.stringify(policyStatements[0]).length;
  const most = own - (length - MAX_REPOSITORY_POLICY_LENGTH);
  return most > 0 ? { length: own, most } : undefined;
}

/** The largest count below `end` that fits, if every smaller one fits too; 0 if none does. */
function largest(end: number, fits: (count: number) => boolean): number {
  let [most, tooMany] = [0, end];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  return most;
}

interface List {
  readonly path: readonly string[];
  readonly entries: number;
  /** The access with only the first entries of this list. */
  cut(count: number): RepositoryAccess;
}

function listsOf(access: RepositoryAccess): List[] {
  return [
    ...(["crossAccountIds", "policyStatements"] as const).map((name) => ({
      path: [name],
      entries: access[name].length,
      cut: (count: number) => ({ ...access, [name]: access[name].slice(0, count) }),
    })),
    ...(["pull", "push"] as const).flatMap((kind) =>
      Object.entries(access[kind]).map(([name, list]: [string, readonly unknown[]]) => ({
        path: [kind, name],
        entries: list.length,
        cut: (count: number) => ({
          ...access,
          [kind]: { ...access[kind], [name]: list.slice(0, count) },
        }),
      })),
    ),
  ];
}

function lengthOf(access: RepositoryAccess, place: PolicyPlace): number {
  return policyOf(accessStatements(access, place)).length;
}

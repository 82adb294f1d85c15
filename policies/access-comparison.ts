import { conditionWords } from "./condition.ts";
import { covers, type Grant, grantsOf, uncovered } from "./grant.ts";
import { principalWords } from "./principal.ts";
import { readRepositoryPolicy, type Unreadable } from "./repository-policy.ts";
import { listWords } from "./words.ts";

/** What a change of a repository policy takes away and gives, a line for people each. */
export interface AccessComparison {
  /** Also what is denied from now on, what is no longer denied, and what cannot be compared. */
  readonly losses: readonly string[];
  readonly gains: readonly string[];
}

/**
 * Compares the access that two repository policies give. Order, Sids, the split into statements
 * and the forms that AWS takes for one and the same thing make no difference. What remains covers a
 * grant only if that is certain. The account's root does not cover its roles.
 *
 * @param before the JSON text of the policy as it is; null for none
 * @param after the JSON text of the policy as it will be; null for none
 */
export function compareAccess(before: string | null, after: string | null): AccessComparison {
  const old = readRepositoryPolicy(before);
  const next = readRepositoryPolicy(after);
  const grants = (effect: "Allow" | "Deny") =>
    [grantsOf(old.statements, effect), grantsOf(next.statements, effect)] as const;
  const [oldAllows, nextAllows] = grants("Allow");
  const [oldDenies, nextDenies] = grants("Deny");
  return {
    losses: [
      ...unknownLines("before", old.unreadable, next.unreadable),
      ...unknownLines("after", next.unreadable, old.unreadable),
      ...lines(oldAllows, nextAllows, "loses", "keeps"),
      ...lines(nextDenies, oldDenies, "is denied"),
      ...lines(oldDenies, nextDenies, "is no longer denied", "is still denied").map(
        (line) => `protection goes: ${line}`,
      ),
    ],
    gains: lines(nextAllows, oldAllows, "gains"),
  };
}

/** A line for each statement, principal and condition of the grants that no other one covers. */
function lines(
  grants: readonly Grant[],
  others: readonly Grant[],
  verb: string,
  verbOfRest?: string,
): string[] {
  return groups(uncovered(grants, others)).map((group) => {
    const lost = phrase(group, verb);
    if (verbOfRest === undefined) return lost;
    const rest = others.filter((other) => group.some((grant) => covers(grant, other)));
    const kept = groups(rest).map((one) => phrase(one, verbOfRest));
    return kept.length === 0 ? lost : `${lost}, but ${listWords(kept, "and")}`;
  });
}

function groups(grants: readonly Grant[]): Grant[][] {
  const byKey = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.statement, grant.principal, grant.condition]);
    byKey.set(key, [...(byKey.get(key) ?? []), grant]);
  }
  return [...byKey.values()];
}

function phrase(group: readonly Grant[], verb: string): string {
  const { statement, principal, condition } = group[0]!;
  const actions = listWords([...new Set(group.map(({ action }) => action))], "and");
  const words = conditionWords(condition);
  const where = words === "" ? statement : `${statement}, ${words}`;
  return `${principalWords(principal)} ${verb} ${actions} (${where})`;
}

function unknownLines(
  when: "before" | "after",
  parts: readonly Unreadable[],
  others: readonly Unreadable[],
): string[] {
  return parts
    .filter(({ text }) => !others.some((other) => other.text === text))
    .map(({ name, reason }) => `${name} ${when} the change cannot be compared: ${reason}`);
}

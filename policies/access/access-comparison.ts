import { listWords } from "../words.ts";
import { conditionWords } from "./condition.ts";
import { covers, type Grant, grantsOf, uncovered } from "./grant.ts";
import { membersOf } from "./members.ts";
import { EVERYONE, principalWords } from "./principal.ts";
import { readRepositoryPolicy, type Unreadable } from "./repository-policy.ts";

/** The access that a change of a repository or registry policy takes away and gives, in lines for people. */
export interface AccessComparison {
  /** They include what is newly denied, what is no longer denied, and what cannot be compared. */
  readonly losses: readonly string[];
  readonly gains: readonly string[];
}

/**
 * Compares the access that two policies give. Order, Sids, the split into statements
 * and the different forms of the same principal or action make no difference. A grant counts as
 * kept only if that is certain. The root of an account does not cover its roles.
 *
 * @param before the JSON text of the present policy; null if there is none
 * @param after the JSON text of the planned policy; null if there is none
 * @param read `readRegistryPolicy` if they are registry policies
 */
export function compareAccess(
  before: string | null,
  after: string | null,
  read: typeof readRepositoryPolicy = readRepositoryPolicy,
): AccessComparison {
  const old = read(before);
  const next = read(after);
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

/** A line for each statement, principal and condition with grants that no other grant covers. */
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
  const members = principal === EVERYONE ? membersOf(condition) : undefined;
  const words = conditionWords(members?.condition ?? condition);
  const where = words === "" ? statement : `${statement}, ${words}`;
  return `${members?.words ?? principalWords(principal)} ${verb} ${actionsOf(group)} (${where})`;
}

/** The actions of a group, each with the resources that it is for. */
function actionsOf(group: readonly Grant[]): string {
  const resourcesOf = new Map<string, string[]>();
  for (const resource of new Set(group.map((grant) => grant.resource))) {
    const own = group.filter((grant) => grant.resource === resource);
    const actions = listWords([...new Set(own.map(({ action }) => action))], "and");
    resourcesOf.set(actions, [...(resourcesOf.get(actions) ?? []), resource]);
  }
  const parts = [...resourcesOf].map(([actions, resources]) =>
    resources.includes("*") ? actions : `${actions} on ${listWords(resources.map(nameOf), "and")}`,
  );
  return listWords(parts, "and");
}

/** The name of a repository, by its ARN. */
function nameOf(resource: string): string {
  return resource.replace(/^arn:[^:]+:ecr:[^:]*:[^:]*:repository\//, "");
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

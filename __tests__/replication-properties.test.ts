import fc from "fast-check";
import { expect, it } from "vitest";
import { isCopied } from "../checks/written-replication.ts";
import { replicationStatements } from "../policies/registry/replication-statements.ts";
import type { CreationTemplate } from "../settings/registry/creation-template.ts";
import { prefixesOf } from "../settings/registry/prefix.ts";
import type { ResolvedRule } from "../settings/registry/replication.ts";
import { replicationGrants } from "../settings/registry/replication-grants.ts";
import { ACCOUNT, OTHER_ACCOUNT } from "./support/registries.ts";

const HERE = { region: "eu-west-1", accountId: OTHER_ACCOUNT };
const THIRD = "333333333333";

const segment = fc.constantFrom("a", "b", "ab", "a-b", "a.b", "aa");
const name = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const start = fc.oneof(
  name.map((text) => `${text}/`),
  name.map((text) => `${text}-`),
  name.filter(({ length }) => length > 1),
);
const destination = fc.constantFrom(
  HERE,
  { ...HERE, region: "us-east-1" },
  { ...HERE, accountId: THIRD },
);
const rules: fc.Arbitrary<ResolvedRule[]> = fc.array(
  fc.record({
    destinations: fc.uniqueArray(destination, { minLength: 1, maxLength: 3 }),
    prefixes: fc.uniqueArray(start, { maxLength: 4 }),
    createRepositories: fc.boolean(),
  }),
  { maxLength: 4 },
);
const templates: fc.Arbitrary<CreationTemplate[]> = fc.uniqueArray(
  fc.record({
    prefix: fc.oneof(name, fc.constant("ROOT")),
    appliedFor: fc.subarray(["REPLICATION", "PULL_THROUGH_CACHE"] as const, { minLength: 1 }),
  }),
  { selector: ({ prefix }) => prefix, maxLength: 4 },
);

it("a destination's policy allows what the rules and its templates need, and nothing else", () => {
  const sources = fc.record({ [ACCOUNT]: rules, [THIRD]: rules, [HERE.accountId]: rules });
  fc.assert(
    fc.property(sources, templates, fc.array(name), (bySource, creationTemplates, names) => {
      const registry = { ...HERE, creationTemplates };
      const statements = replicationStatements(
        Object.entries(bySource).flatMap(([id, own]) => replicationGrants(id, own, registry)),
        { ...HERE, partition: "aws" },
      ) as readonly { readonly Action?: string[]; readonly Resource?: string[] }[];
      const allows = (id: string, action: string, repository: string) =>
        statements.some(
          ({ Action, Resource, ...statement }) =>
            JSON.stringify(statement).includes(`:iam::${id}:root`) &&
            Action?.includes(action) &&
            Resource?.some((arn) =>
              repository.startsWith(`${arn.split(":repository/")[1]}`.slice(0, -1)),
            ),
        );
      for (const repository of names) {
        const isMade = creationTemplates.some(
          ({ prefix, appliedFor }) =>
            appliedFor.includes("REPLICATION") && prefixesOf(repository).includes(prefix),
        );
        for (const [id, own] of Object.entries(bySource)) {
          const copying = own.filter(
            (rule) => rule.destinations.includes(HERE) && isCopied(rule, repository),
          );
          const isOther = id !== HERE.accountId;
          const mayCopy = isOther && copying.length > 0;
          const mayCreate = mayCopy && (isMade || copying.some((rule) => rule.createRepositories));
          expect([
            allows(id, "ecr:ReplicateImage", repository),
            allows(id, "ecr:CreateRepository", repository),
          ]).toEqual([mayCopy, mayCreate]);
        }
      }
    }),
    { numRuns: 500 },
  );
});

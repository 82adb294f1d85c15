import { expect, it } from "vitest";
import { replicationWarnings } from "../checks/replication-arrives.ts";
import { replicationProblems } from "../checks/replication-works.ts";
import { templateWarnings } from "../checks/templates-apply.ts";
import type { StackJson, WrittenStack } from "../checks/written-stacks.ts";

const stack = (id: string, accountId: string, resource: StackJson["resource"]): WrittenStack => ({
  id,
  folder: "",
  json: {
    provider: { aws: [{ region: "us-east-1", allowed_account_ids: [accountId] }] },
    ...(resource && { resource }),
  },
});
const many = <T>(count: number, item: (index: number) => T) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, item(index)]));

const ACCOUNTS = Array.from({ length: 25 }, (_, index) => `${300_000_000_000 + index}`);
const SOURCE = stack("source", "111111111111", {
  aws_ecr_repository: many(1000, (index) => ({ name: `qa/team${index % 40}/image${index}` })),
  aws_ecr_replication_configuration: many(1, () => ({
    replication_configuration: {
      rule: {
        destination: ACCOUNTS.map((registry_id) => ({ region: "us-east-1", registry_id })),
        repository_filter: { filter: "qa/" },
      },
    },
  })),
});
const DESTINATIONS = ACCOUNTS.map((accountId) =>
  stack(accountId, accountId, {
    aws_ecr_repository_creation_template: many(100, (index) => ({
      prefix: `qa/team${index}`,
      applied_for: ["REPLICATION"],
      image_tag_mutability: "MUTABLE",
    })),
  }),
);

// A search among all templates for each repository and destination took minutes.
it("the largest replication that ECR takes is checked", () => {
  const stacks = [SOURCE, ...DESTINATIONS];
  expect(replicationProblems(stacks)).toEqual([]);
  expect(replicationWarnings(stacks)).toEqual([]);
  expect(templateWarnings(stacks)).toHaveLength(25 * 60);
}, 120_000);

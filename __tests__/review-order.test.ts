import { expect, it } from "vitest";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  headlines,
  judge,
  planOf,
  policy,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";
import { OTHER, replication, rule, scanning, scans } from "./support/registry-plans.ts";

const EVERYTHING = scans("ENHANCED", { SCAN_ON_PUSH: ["*"] });
const at = (name: string) => `aws_ecr_repository.${name}`;
const full = (name: string) => `payments/${name}`;

it("findings stand in the order of their kinds, the worst first", async () => {
  const everyone = { Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:*" }] };
  const one = {
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 1 },
        action: { type: "expire" },
      },
    ],
  };
  const mutable = (name: string) => repository(full(name), { image_tag_mutability: "MUTABLE" });
  const changes = [
    unchanged(at("kept"), repository(full("kept"))),
    change("aws_ecr_pull_through_cache_rule.hub", { ecr_repository_prefix: "hub" }, null),
    change("aws_ecr_registry_scanning_configuration.all", scanning(EVERYTHING), null),
    change("aws_ecr_replication_configuration.all", replication(rule([OTHER])), null),
    change(at("mutable"), repository(full("mutable")), mutable("mutable")),
    unchanged(at("forced"), repository(full("forced"), { force_delete: true })),
    change("aws_ecr_repository_policy.kept", policy(full("kept"), everyone), null),
    change("aws_ecr_lifecycle_policy.kept", null, policy(full("kept"), one)),
    change(at("new"), null, { name: full("new") }),
    unchanged(at("far"), repository(full("far"), { region: "eu-west-1" })),
    change(at("moved"), repository(full("moved")), null),
    change(at("here"), null, { name: full("moved") }),
    replaced(at("other"), repository(full("other")), { name: full("other") }),
    change(at("gone"), repository(full("gone")), null),
  ];
  const more = {
    configuration: configuration(
      { aws: { expressions: { region: { constant_value: "us-east-1" } } } },
      [{ type: "aws_ecr_repository", name: "far", provider_config_key: "aws" }],
    ),
  };
  const ecr = ecrWith({ [full("kept")]: { images: 2 }, [full("new")]: {} });
  const { findings } = await judge(planOf(changes, more), ecr);
  expect(findings.map(({ kind, address }) => `${kind}:${address}`)).toEqual([
    `destroy:${at("gone")}`,
    `replace:${at("other")}`,
    `rename:${at("moved")}`,
    `elsewhere:${at("far")}`,
    `exists:${at("new")}`,
    "expire:aws_ecr_lifecycle_policy.kept",
    "access:aws_ecr_repository_policy.kept",
    "replication:aws_ecr_replication_configuration.all",
    `force-delete:${at("forced")}`,
    `mutable:${at("mutable")}`,
    "scanning:aws_ecr_registry_scanning_configuration.all",
    "registry:aws_ecr_pull_through_cache_rule.hub",
  ]);
});

it("findings of one kind: first what was not counted, then the most images, then by address", async () => {
  const held = { a: 1, c: 5, d: 1, e: 1 };
  const ecr = ecrWith({
    ...Object.fromEntries(Object.entries(held).map(([name, images]) => [full(name), { images }])),
    [full("b")]: "AWS: denied",
  });
  const changes = ["d", "b", "a", "e", "c"].map((name) =>
    change(at(name), repository(full(name)), null),
  );
  expect(headlines((await judge(planOf(changes), ecr)).findings)).toEqual([
    `destroy:${at("b")} ${full("b")} not counted`,
    `destroy:${at("c")} ${full("c")} 5`,
    `destroy:${at("a")} ${full("a")} 1`,
    `destroy:${at("d")} ${full("d")} 1`,
    `destroy:${at("e")} ${full("e")} 1`,
  ]);
});

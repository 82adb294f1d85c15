import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { registryStatementProblems } from "../../policies/registry/registry-statement-problems.ts";
import { parse } from "../../settings/parse.ts";
import { checkRegistry } from "../../settings/registry/check-registry.ts";
import { PULL_THROUGH_CACHES } from "../../settings/registry/pull-through-cache-shape.ts";
import { SCANNING } from "../../settings/registry/scanning-shape.ts";
import { anyCaches, anyReplication, anyScanning } from "../support/arbitrary-registries.ts";
import { describeReal } from "../support/real.ts";
import { settingsOf } from "../support/registry-arguments.ts";
import { evaluate } from "../support/terraform-console.ts";

const VALUES = 1000;

const read = (name: string) => JSON.parse(readFileSync(`modules/ecr-registry/${name}`, "utf8"));
const VARIABLES: Record<string, { type: string; validation: { condition: string }[] }> =
  read("variables.tf.json").variable;
const LOCALS: Record<string, string> = read("main.tf.json").locals;

/** The validations of a variable as one condition on another expression. */
function validations(name: string, expression: string): string {
  const conditions = VARIABLES[name]!.validation.map(
    ({ condition }) => `(${condition.slice(2, -1).replaceAll(`var.${name}`, expression)})`,
  );
  return `alltrue([${conditions.join(", ")}])`;
}

/** The expression of a local, with others in the place of what it reads. */
function local(name: string, inPlace: Readonly<Record<string, string>>): string {
  const expression = LOCALS[name]!.slice(2, -1);
  return Object.entries(inPlace).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    expression,
  );
}

describeReal("a registry stack and modules/ecr-registry give the same verdict", () => {
  /** Compares the verdicts on many values, both of which must occur. */
  const compare = async <T>(
    arbitrary: fc.Arbitrary<T>,
    type: string,
    expression: string,
    isGood: (value: T) => boolean,
  ) => {
    const values = fc.sample(arbitrary, VALUES);
    const ofTerraform = await evaluate(type, values, expression);
    const ofTypeScript = values.map(isGood);
    const differing = values.filter((_, index) => ofTerraform[index] !== ofTypeScript[index]);
    expect(differing).toEqual([]);
    expect(ofTypeScript.filter(Boolean).length).toBeGreaterThan(VALUES / 10);
    expect(ofTypeScript.filter((good) => !good).length).toBeGreaterThan(VALUES / 10);
  };

  it("on scanning", async () => {
    const { scan_type: type, scanning_rules: rules } = VARIABLES;
    const problem = local("scanning_problem", {
      "local.scan_frequencies": local("scan_frequencies", {
        "local.scanning_rules": "v.scanning_rules",
      }),
      "var.scan_type": "v.scan_type",
    });
    const each = [
      validations("scan_type", "v.scan_type"),
      validations("scanning_rules", "v.scanning_rules"),
    ];
    await compare(
      anyScanning,
      `object({ scan_type = ${type!.type}, scanning_rules = ${rules!.type} })`,
      `${each.join(" && ")} ? (${problem}) == null : false`,
      (value) => {
        const { scanning } = settingsOf(value);
        if (scanning === null) return value.scanning_rules.length === 0;
        return "value" in parse(SCANNING, "", () => scanning);
      },
    );
  });

  it("on replication", async () => {
    await compare(
      anyReplication,
      VARIABLES.replication_rules!.type,
      validations("replication_rules", "v"),
      (value) => {
        const settings = settingsOf({ replication_rules: value });
        return checkRegistry("", { accountId: "999999999999", ...settings }).problems.length === 0;
      },
    );
  });

  it("on whom a statement of the policy opens to", async () => {
    const base = { Action: "ecr:ReplicateImage", Resource: "*" };
    const principals = [
      "*",
      { AWS: "*" },
      { AWS: ["111111111111", "*"] },
      { AWS: "111111111111" },
      { AWS: ["arn:aws:iam::111111111111:root"] },
      { Service: "replication.ecr.amazonaws.com" },
      { Service: ["a.amazonaws.com"], AWS: "*" },
    ];
    const organization = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
    const statements = principals.flatMap((Principal) => [
      { ...base, Effect: "Allow", Principal },
      { ...base, Effect: "Deny", Principal },
      { ...base, Effect: "Allow", Principal, Condition: organization },
    ]);
    const ofTerraform = await evaluate(
      "string",
      statements.map((statement) => JSON.stringify(statement)),
      validations("policy_statements", "[jsondecode(v)]"),
    );
    const ofTypeScript = statements.map((each) => registryStatementProblems(each).length === 0);
    expect(ofTerraform).toEqual(ofTypeScript);
    expect(ofTypeScript.filter((good) => !good)).toHaveLength(4);
  });

  it("on pull-through caches", async () => {
    const problems = local("cache_problems", {
      "local.pull_through_caches": local("pull_through_caches", {
        "local.pull_through_cache_rules": "v",
      }),
    });
    await compare(
      anyCaches,
      VARIABLES.pull_through_cache_rules!.type,
      `${validations("pull_through_cache_rules", "v")} ? length([for of in values(${problems}) : of if length([for each in values(of) : each if each != null]) > 0]) == 0 : false`,
      (value) => {
        const { pullThroughCaches } = settingsOf({ pull_through_cache_rules: value });
        return "value" in parse(PULL_THROUGH_CACHES, "", () => pullThroughCaches);
      },
    );
  });
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { ENCRYPTION_RELATIONS } from "../../settings/encryption-relations.ts";
import { moduleSettings } from "../../settings/module-settings.ts";
import { parse } from "../../settings/parse.ts";
import { variableName } from "../../settings/setting.ts";
import type { CompleteSettings } from "../../settings/settings.ts";
import { shapeOf } from "../../settings/shape.ts";
import { ANY_VALUE } from "../support/arbitrary-settings.ts";
import { describeReal } from "../support/real.ts";
import { evaluate } from "../support/terraform-console.ts";

const VALUES = 3000;
const VARIABLES: Record<string, { type: string; validation?: { condition: string }[] }> =
  JSON.parse(readFileSync("modules/ecr/variables.tf.json", "utf8")).variable;
const SETTINGS = moduleSettings(DOCUMENTED_REPOSITORIES);
const WITH_RULES = Object.keys(ANY_VALUE).filter(
  (name) => SETTINGS[name]!.rules.length > 0,
) as (keyof typeof ANY_VALUE)[];

describeReal("TypeScript and Terraform give the same verdict", () => {
  it.each(WITH_RULES)("on thousands of values of %s", async (name) => {
    const variable = variableName(name);
    const { type, validation = [] } = VARIABLES[variable]!;
    const setting = SETTINGS[name]!;
    const values = fc.sample(ANY_VALUE[name] as fc.Arbitrary<unknown>, VALUES);
    const conditions = validation.map(
      ({ condition }) =>
        // ${condition on var.NAME} becomes (condition on v).
        `(${condition.slice(2, -1).replaceAll(`var.${variable}`, "v")})`,
    );
    const ofTerraform = await evaluate(type, values, `alltrue([${conditions.join(", ")}])`);
    const isDefault = (value: unknown) => value === null && setting.default !== undefined;
    const ofTypeScript = values.map(
      (value) => isDefault(value) || "value" in parse(shapeOf(setting), name, () => value),
    );
    const differing = values.filter((_, index) => ofTerraform[index] !== ofTypeScript[index]);
    expect(differing).toEqual([]);
    // Both verdicts are there to be compared.
    expect(ofTypeScript.filter(Boolean).length).toBeGreaterThan(VALUES / 20);
    expect(ofTypeScript.filter((good) => !good).length).toBeGreaterThan(VALUES / 20);
  });

  it("on the rules between settings", async () => {
    const type = "object({ encryption_type = string, kms_key_arn = string })";
    const combinations = ["AES256", "KMS"].flatMap((encryptionType) =>
      [null, "arn"].map((kmsKeyArn) => ({ encryptionType, kmsKeyArn })),
    ) as Pick<CompleteSettings, "encryptionType" | "kmsKeyArn">[];
    const values = combinations.map(({ encryptionType, kmsKeyArn }) => ({
      encryption_type: encryptionType,
      kms_key_arn: kmsKeyArn,
    }));
    const conditions = ENCRYPTION_RELATIONS.map(
      ({ condition }) => `(${condition("v.encryption_type", "v.kms_key_arn")})`,
    );
    const ofTerraform = await evaluate(type, values, `alltrue([${conditions.join(", ")}])`);
    const ofTypeScript = combinations.map((settings) =>
      ENCRYPTION_RELATIONS.every(({ holds }) => holds(settings)),
    );
    expect(ofTerraform).toEqual(ofTypeScript);
    expect(ofTypeScript).toEqual([true, false, false, true]);
  });
});

import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { TerraformCount, TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { attributeOf } from "../constructs/attribute.ts";
import { hcl, hclLiteral } from "../settings/hcl.ts";
import { doesNotMatch, hasLength, isOneOf, isWholeNumber, matches } from "../settings/predicate.ts";

describe("hcl", () => {
  it("writes values in Terraform's language", () => {
    expect(hcl({ a: [1, true, null, "${var.x}"], "b c": "d", e: {} })).toBe(
      '{ a = [1, true, null, var.x], "b c" = "d", e = {} }',
    );
  });
  it("escapes a text but not its interpolations", () => {
    expect(hcl('say "${var.x}" \\ twice')).toBe('"say \\"${var.x}\\" \\\\ twice"');
    expect(hcl('${coalesce(var.x, "none")}!')).toBe('"${coalesce(var.x, "none")}!"');
    expect(hcl("${var.x}${var.y}")).toBe('"${var.x}${var.y}"');
    expect(hcl("")).toBe('""');
  });
  it("writes a literal without any interpolation", () => {
    expect(hclLiteral('"${x}" %{y} \\d')).toBe('"\\"$${x}\\" %%{y} \\\\d"');
  });
});

describe("an attribute", () => {
  it("has an address with or without count", () => {
    const repository = (count?: TerraformCount) => {
      const stack = new TerraformStack(Testing.app(), "stack");
      const made = new EcrRepository(stack, "r", { name: "r", count });
      made.overrideLogicalId("r");
      return made;
    };
    expect(attributeOf(repository(), "arn")).toBe("${aws_ecr_repository.r.arn}");
    const count = TerraformCount.of(Token.asNumber("${var.x ? 1 : 0}"));
    expect(attributeOf(repository(count), "arn")).toBe("${one(aws_ecr_repository.r[*].arn)}");
  });
});

describe("a predicate", () => {
  it("matches the whole text", () => {
    expect(["ab", "xab", "abx", "ab\n"].map(matches("ab").holds)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(["ab", "xab"].map(doesNotMatch("ab").holds)).toEqual([false, true]);
    expect(["a", "c"].map(isOneOf(["a", "b"]).holds)).toEqual([true, false]);
  });
  it("counts characters as Terraform does", () => {
    const { holds, hcl: inTerraform } = hasLength(1, 2);
    expect(["", "a", "ab", "abc", "\u{1f600}a", "e\u0301e", "x\u0301y\u0301"].map(holds)).toEqual([
      false,
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(inTerraform("v")).toBe("length(v) >= 1 && length(v) <= 2");
  });
  it("is written for Terraform", () => {
    expect(matches("a\\d").hcl("v")).toBe('can(regex("^(?:a\\\\d)$", v))');
    expect(doesNotMatch("a").hcl("v")).toBe('!can(regex("^(?:a)$", v))');
    expect(isWholeNumber(0, 9).hcl("v")).toBe("floor(v) == v && v >= 0 && v <= 9");
    expect(isOneOf(["a", "b"]).hcl("v")).toBe('contains(["a", "b"], v)');
  });
});

import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { doesNotMatch, isWholeNumber, matches } from "../settings/predicate.ts";
import { attribute } from "../terraform/attribute.ts";
import { asStringMap, mapEach, mapOfExisting, mergeMaps } from "../terraform/collection.ts";
import {
  and,
  countIf,
  guarded,
  isAtLeast,
  isNotEmpty,
  refusedUnless,
} from "../terraform/condition.ts";
import { Expression, isKnown } from "../terraform/expression.ts";
import { hcl, hclLiteral } from "../terraform/hcl.ts";
import { jsonDocument } from "../terraform/json-document.ts";
import { named } from "../terraform/local.ts";

const x = new Expression("var.x");
const y = new Expression("var.y");
const stack = () => new TerraformStack(Testing.app(), "stack");
const repository = (id: string, count?: ReturnType<typeof countIf>) => {
  const made = new EcrRepository(stack(), id, { name: id, count });
  made.overrideLogicalId(id);
  return made;
};

describe("an expression", () => {
  it("interpolates in a template literal", () => {
    expect(`${x}/frontend`).toBe("${var.x}/frontend");
  });
  it("is not known, and neither is a text that interpolates", () => {
    expect([x, `${x}/frontend`, "frontend", 1, null, false].map(isKnown)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});

describe("hcl", () => {
  it("writes values in Terraform's language", () => {
    expect(hcl({ a: [1, true, null, x], "b c": "d" })).toBe(
      '{ a = [1, true, null, var.x], "b c" = "d" }',
    );
  });
  it("escapes a text but not its interpolations", () => {
    expect(hcl(`say "${x}" \\ twice`)).toBe('"say \\"${var.x}\\" \\\\ twice"');
    expect(hcl('${coalesce(var.x, "none")}!')).toBe('"${coalesce(var.x, "none")}!"');
  });
  it("writes a literal without any interpolation", () => {
    expect(hclLiteral('"${x}" %{y} \\d')).toBe('"\\"$${x}\\" %%{y} \\\\d"');
  });
});

describe("a condition", () => {
  it("is decided where it is known", () => {
    expect([and(true, true), and(true, false), and(false, x), and(x, false)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([isAtLeast(1, 1), isAtLeast(0, 1), isAtLeast(null, 1)]).toEqual([true, false, false]);
    expect([isNotEmpty(["a"]), isNotEmpty([])]).toEqual([true, false]);
  });
  it("is left to Terraform where it is not", () => {
    expect(and(true, x)).toBe(x);
    expect(and(x, true)).toBe(x);
    expect(hcl(and(x, y))).toBe("var.x && var.y");
    expect(hcl(and(x, isNotEmpty(y)))).toBe("var.x && (length(var.y) > 0)");
    expect(hcl(isAtLeast(x, 1))).toBe("coalesce(var.x, 0) >= 1");
  });
  it("guards a value that cannot be computed where it fails", () => {
    expect(guarded(true, "a")).toBe("a");
    expect(hcl(guarded(x, y))).toBe("var.x ? var.y : null");
  });
  it("counts a resource only where it has to", () => {
    expect(countIf(true)).toBeUndefined();
    expect(Testing.synth(repository("r", countIf(x)).cdktfStack)).toContain(
      '"count": "${var.x ? 1 : 0}"',
    );
  });
  it("refuses with a message", () => {
    expect(hcl(refusedUnless("var.y > 1", "y is ${var.y}", x))).toBe(
      '(var.y > 1) ? (var.x) : tobool("y is ${var.y}")',
    );
  });
});

describe("a collection", () => {
  it("is mapped", () => {
    expect(mapEach(["a", "b"], (item) => `<${item}>`)).toEqual(["<a>", "<b>"]);
    expect(hcl(mapEach(x, (item) => `<${item}>`))).toBe('[for item in var.x : "<${item}>"]');
  });
  it("is merged, the later entries on top", () => {
    expect(mergeMaps({ a: "1", b: "1" }, { b: "2" })).toEqual({ a: "1", b: "2" });
    expect(hcl(mergeMaps(x, { b: "2" }))).toBe('merge(var.x, { b = "2" })');
  });
  it("is passed to CDKTF's resources", () => {
    expect(asStringMap({ a: "1" })).toEqual({ a: "1" });
    const made = new EcrRepository(stack(), "r", { name: "r", tags: asStringMap(x) });
    expect(Testing.synth(made.cdktfStack)).toContain('"tags": "${var.x}"');
  });
  it("holds what exists", () => {
    const always = { key: "a", exists: true as const, value: x };
    expect(mapOfExisting([always])).toEqual({ a: "${var.x}" });
    expect(hcl(mapOfExisting([always, { key: "b", exists: y, value: x }]))).toBe(
      "{ for key, entry in { a = { exists = true, value = var.x }, b = { exists = var.y, value = var.x } } : key => entry.value if entry.exists }",
    );
  });
});

describe("a JSON document", () => {
  it("has sorted keys and no white space", () => {
    expect(jsonDocument({ b: [{ d: 1, c: "x" }], a: true })).toBe(
      '{"a":true,"b":[{"c":"x","d":1}]}',
    );
  });
  it("is left to Terraform where a part is not known", () => {
    expect(hcl(jsonDocument({ a: 1, b: ["c", x] }))).toBe(
      'jsonencode({ a = 1, b = ["c", var.x] })',
    );
    expect(hcl(jsonDocument({ a: { b: 1, c: x } }))).toBe(
      "jsonencode({ a = { b = 1, c = var.x } })",
    );
    expect(hcl(jsonDocument({ b: x, a: [`${y}!`] }))).toBe(
      'jsonencode({ a = ["${var.y}!"], b = var.x })',
    );
  });
});

describe("a name", () => {
  it("is given to expressions alone", () => {
    const scope = stack();
    expect(named(scope, "known", 1)).toBe(1);
    expect(hcl(named(scope, "rest", x))).toBe("local.rest");
    expect(JSON.parse(Testing.synth(scope)).locals).toEqual({ rest: "${var.x}" });
  });
});

describe("an attribute", () => {
  it("has an address with or without count", () => {
    expect(attribute(repository("r"), "arn").hcl).toBe("aws_ecr_repository.r.arn");
    expect(attribute(repository("r", countIf(x)), "arn").hcl).toBe(
      "one(aws_ecr_repository.r[*].arn)",
    );
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
  });
  it("is written for Terraform", () => {
    expect(matches("a\\d").hcl("v")).toBe('can(regex("^(?:a\\\\d)$", v))');
    expect(doesNotMatch("a").hcl("v")).toBe('!can(regex("^(?:a)$", v))');
    expect(isWholeNumber(0, 9).hcl("v")).toBe("floor(v) == v && v >= 0 && v <= 9");
  });
});

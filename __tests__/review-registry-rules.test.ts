import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { change, type Entry, judge, planOf, replaced, unchanged } from "./support/plans.ts";

const found = async (entry: Entry) => (await judge(planOf([entry]), stayOffline())).findings;
const reasons = async (entry: Entry) => (await found(entry)).map(({ reason }) => reason);
const forget = { change: { actions: ["forget"] } };

describe("a pull-through cache rule", () => {
  const CACHE = "aws_ecr_pull_through_cache_rule.hub";
  const cache = (attributes = {}) => ({
    ecr_repository_prefix: "docker-hub",
    upstream_registry_url: "registry-1.docker.io",
    upstream_repository_prefix: "ROOT",
    credential_arn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:a",
    custom_role_arn: null,
    ...attributes,
  });
  const STAY = "The repositories that it made stay, and their images are no longer updated.";

  it("that goes is a finding", async () => {
    expect(await found(change(CACHE, cache(), null))).toEqual([
      {
        kind: "registry",
        address: CACHE,
        repository: "docker-hub/*",
        images: null,
        reason: `The plan deletes the pull-through cache rule: no image comes from registry-1.docker.io through docker-hub/* any more. ${STAY}`,
        remedy: `To go on pulling, put ${CACHE} back as it was.`,
      },
    ]);
  });

  it.each([
    ["ROOT", "*"],
    ["docker-hub/", "docker-hub/*"],
  ])("with the prefix %s is for %s", async (ecr_repository_prefix, repository) => {
    expect(await found(change(CACHE, cache({ ecr_repository_prefix }), null))).toMatchObject([
      { repository },
    ]);
  });

  it.each([
    ["ecr_repository_prefix", "hub"],
    ["upstream_registry_url", "public.ecr.aws"],
    ["upstream_repository_prefix", "library"],
  ])("that gets another %s is a finding", async (attribute, value) => {
    const entry = replaced(CACHE, cache(), cache({ [attribute]: value }));
    expect(await reasons(entry)).toEqual([
      `The plan changes the pull-through cache rule: no image comes from registry-1.docker.io through docker-hub/* any more. ${STAY}`,
    ]);
  });

  it("that is replaced or gets another login is a finding", async () => {
    const library = cache({ upstream_repository_prefix: "library" });
    expect(await reasons(replaced(CACHE, library, library))).toEqual([
      "The plan deletes the pull-through cache rule and creates it anew: in between, no image comes from registry-1.docker.io/library through docker-hub/*.",
    ]);
    const after = cache({ credential_arn: "b", custom_role_arn: "c" });
    expect(await reasons(change(CACHE, cache(), after))).toEqual([
      "The plan changes credential_arn and custom_role_arn of the pull-through cache rule: if the upstream refuses the new login, no image comes from registry-1.docker.io through docker-hub/* any more.",
    ]);
    const unknown = { change: { after_unknown: { credential_arn: true } } };
    expect(await reasons(change(CACHE, cache(), cache(), unknown))).toEqual([
      expect.stringContaining("changes credential_arn of"),
    ]);
  });

  it.each<[string, Entry]>([
    ["stays", unchanged(CACHE, cache())],
    ["is created", change(CACHE, null, cache())],
    ["is left in AWS", change(CACHE, cache(), null, forget)],
    ["changes nothing of it", change(CACHE, cache(), cache({ id: "x" }))],
  ])("is none if it %s", async (_, entry) => {
    expect(await found(entry)).toEqual([]);
  });

  it("shows nothing that is sensitive", async () => {
    const before_sensitive = { ecr_repository_prefix: true, upstream_registry_url: true };
    expect(
      await found(change(CACHE, cache(), null, { change: { before_sensitive } })),
    ).toMatchObject([
      {
        repository: "(sensitive)",
        reason: expect.stringContaining("from (sensitive) through (sensitive) any more"),
      },
    ]);
  });
});

describe("a creation template", () => {
  const TEMPLATE = "aws_ecr_repository_creation_template.cache";
  const template = (attributes = {}) => ({
    prefix: "docker-hub",
    applied_for: ["PULL_THROUGH_CACHE", "REPLICATION"],
    description: "a",
    encryption_configuration: [{ encryption_type: "AES256", kms_key: "" }],
    image_tag_mutability: "MUTABLE",
    lifecycle_policy: '{"rules":[]}',
    repository_policy: "",
    resource_tags: {},
    custom_role_arn: null,
    ...attributes,
  });

  it("that goes takes its settings from new repositories", async () => {
    expect(await found(change(TEMPLATE, template(), null))).toEqual([
      {
        kind: "registry",
        address: TEMPLATE,
        repository: "docker-hub/*",
        images: null,
        reason:
          "The plan deletes the creation template: repositories that ECR creates for docker-hub/* from then on do not get the same applied_for and lifecycle_policy. Those that exist keep their settings.",
        remedy: `To keep it for new repositories, put ${TEMPLATE} back as it was.`,
      },
    ]);
  });

  it.each<[string, object, object]>([
    ["encryption_configuration", { encryption_configuration: [{ encryption_type: "KMS" }] }, {}],
    ["image_tag_mutability", { image_tag_mutability: "IMMUTABLE" }, {}],
    ["lifecycle_policy", {}, { lifecycle_policy: null }],
    ["repository_policy", { repository_policy: "{}" }, {}],
    ["resource_tags", { resource_tags: { a: "b" } }, {}],
    ["custom_role_arn", { custom_role_arn: "arn" }, {}],
    ["applied_for", {}, { applied_for: ["REPLICATION"] }],
  ])("that changes %s is a finding", async (name, before, after) => {
    expect(await reasons(change(TEMPLATE, template(before), template(after)))).toEqual([
      `The plan changes the creation template: repositories that ECR creates for docker-hub/* from then on do not get the same ${name}. Those that exist keep their settings.`,
    ]);
  });

  it("that may change is a finding", async () => {
    const unknown = { change: { after_unknown: { lifecycle_policy: true } } };
    expect(await reasons(change(TEMPLATE, template(), template(), unknown))).toEqual([
      expect.stringContaining("the same lifecycle_policy"),
    ]);
  });

  it("with another prefix loses all under the old one", async () => {
    expect(await reasons(replaced(TEMPLATE, template(), template({ prefix: "hub" })))).toEqual([
      expect.stringContaining("for docker-hub/* from then on do not get the same applied_for and"),
    ]);
  });

  it.each<[string, Entry]>([
    ["stays", unchanged(TEMPLATE, template())],
    ["is created", change(TEMPLATE, null, template())],
    ["is left in AWS", change(TEMPLATE, template(), null, forget)],
    ["gets another description", change(TEMPLATE, template(), template({ description: "b" }))],
    [
      "gets more",
      change(
        TEMPLATE,
        template({ applied_for: ["REPLICATION"] }),
        template({ image_tag_mutability: "IMMUTABLE", repository_policy: "{}" }),
      ),
    ],
    ["is replaced by the same", replaced(TEMPLATE, template(), template())],
  ])("is none if it %s", async (_, entry) => {
    expect(await found(entry)).toEqual([]);
  });
});

describe("an account setting", () => {
  const SETTING = "aws_ecr_account_setting.this";
  const setting = (name: string, value?: string) => ({ name, ...(value && { value }) });

  it.each([
    ["BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE", "CLAIR", "scanning", /made by CLAIR/],
    ["REGISTRY_POLICY_SCOPE", "V2", "V1", "access", /another statement loses the access/],
  ])("%s is a finding if it goes back", async (name, newer, older, kind, reason) => {
    const expected = {
      kind,
      address: SETTING,
      repository: "*",
      reason: expect.stringMatching(reason),
    };
    const back = change(SETTING, setting(name, newer), setting(name, older));
    expect(await found(back)).toMatchObject([expected]);
    expect(await found(change(SETTING, null, setting(name, older)))).toMatchObject([expected]);
    const unknown = { change: { after_unknown: { value: true } } };
    expect(await reasons(change(SETTING, setting(name, newer), setting(name), unknown))).toEqual([
      expect.stringContaining(`The plan may set ${name} to ${older}`),
    ]);

    expect(await found(change(SETTING, setting(name, older), setting(name, newer)))).toEqual([]);
    expect(await found(unchanged(SETTING, setting(name, older)))).toEqual([]);
    expect(await found(change(SETTING, setting(name, newer), null))).toEqual([]);
  });

  it("that is not known is another change", async () => {
    expect(await found(change(SETTING, setting("A", "x"), setting("A", "V1")))).toEqual([]);
  });
});

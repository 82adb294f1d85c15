import { describe, expect, it } from "vitest";
import type { PullThroughCache } from "../settings/registry/pull-through-cache.ts";
import type { RegistryStack } from "../stacks/registry-stack.ts";
import {
  ACCOUNT,
  appWith,
  images,
  jsonOf,
  OTHER_ACCOUNT,
  registryProblems,
  warningsOf,
} from "./support/registries.ts";
import { problemsOf } from "./support/written-app.ts";

const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/cache`;
const QUAY = { ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" };
const HUB = {
  ecrRepositoryPrefix: "docker-hub",
  upstreamRegistryUrl: "registry-1.docker.io",
  credentialArn: SECRET,
};
const ecrOf = (accountId: string, region = "eu-west-1") => ({
  ecrRepositoryPrefix: "central",
  upstreamRegistryUrl: `${accountId}.dkr.ecr.${region}.amazonaws.com`,
});
const problemsWith = (...pullThroughCaches: object[]) => registryProblems({ pullThroughCaches });
const rulesOf = (...pullThroughCaches: PullThroughCache[]) =>
  jsonOf(appWith({}, { registry: { pullThroughCaches } }), "registry").resource
    .aws_ecr_pull_through_cache_rule;

describe("a pull-through cache", () => {
  it.each(["public.ecr.aws", "quay.io", "registry.k8s.io"])("of %s needs no login", (url) => {
    const cache = { ...QUAY, upstreamRegistryUrl: url };
    expect(problemsWith(cache)).toEqual([]);
    expect(problemsWith({ ...cache, credentialArn: SECRET })).toEqual([
      expect.stringContaining(`must be left out: ECR takes no secret for ${url}`),
    ]);
  });

  it.each([
    "registry-1.docker.io",
    "ghcr.io",
    "registry.gitlab.com",
    "cgr.dev",
    "artos.azurecr.io",
  ])("of %s needs a secret", (upstreamRegistryUrl) => {
    const { credentialArn, ...cache } = { ...HUB, upstreamRegistryUrl };
    expect(problemsWith({ ...cache, credentialArn })).toEqual([]);
    expect(problemsWith(cache)).toEqual([
      `registry.pullThroughCaches[0].credentialArn is not set: must be the ARN of a secret: ECR needs a login for ${upstreamRegistryUrl} (ECR, Pull-through cache rules)`,
    ]);
    expect(problemsWith({ ...cache, credentialArn, customRoleArn: ROLE })).toEqual([
      expect.stringContaining("is no registry of ECR"),
    ]);
  });

  it("of a host that ECR cannot cache has that problem alone, whatever its login", () => {
    expect(problemsWith({ ...HUB, upstreamRegistryUrl: "docker.io" })).toEqual([
      expect.stringMatching(/upstreamRegistryUrl is "docker\.io": must be the host of an upstream/),
    ]);
  });

  it("of another account's registry needs a role", () => {
    expect(problemsWith({ ...ecrOf(OTHER_ACCOUNT), customRoleArn: ROLE })).toEqual([]);
    expect(problemsWith(ecrOf(OTHER_ACCOUNT))).toEqual([
      expect.stringContaining(
        `must be the ARN of an IAM role: ECR needs one to pull from account ${OTHER_ACCOUNT}`,
      ),
    ]);
  });

  it("of another region needs none, and is not of the registry itself", () => {
    expect(problemsWith(ecrOf(ACCOUNT))).toEqual([]);
    expect(problemsWith(ecrOf(ACCOUNT, "us-east-1"))).toEqual([
      expect.stringContaining("must not be the registry itself"),
    ]);
  });

  it("of another registry is in its partition", () => {
    const host = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com`;
    const problems = (region: string, upstreamRegistryUrl: string) =>
      registryProblems({
        region,
        pullThroughCaches: [{ ecrRepositoryPrefix: "central", upstreamRegistryUrl }],
      });
    expect(problems("cn-northwest-1", `${host}.cn`)).toEqual([]);
    expect(problems("cn-northwest-1", host)).toEqual([
      `registry.pullThroughCaches[0].upstreamRegistryUrl is "${host}": must be a registry in the partition of this one, aws-cn: ACCOUNT.dkr.ecr.REGION.amazonaws.com.cn (ECR, Pull-through cache rules)`,
    ]);
    for (const wrong of [`${host}.cn`, host, `${host.replace("cn-north-1", "eu-west-1")}.cn`]) {
      expect(problems("us-east-1", wrong)).toEqual([
        expect.stringContaining("must be a registry in the partition of this one, aws: "),
      ]);
    }
  });

  it.each([
    [{ upstreamRegistryUrl: "docker.io" }, "must be the host of an upstream that ECR can cache"],
    [{ upstreamRegistryUrl: "https://quay.io" }, "must be the host of an upstream"],
    [{ upstreamRegistryUrl: "Artos.azurecr.io" }, "must be the host of an upstream"],
    [{ ecrRepositoryPrefix: "q" }, "must be 2 to 30 characters"],
    [{ ecrRepositoryPrefix: "a".repeat(31) }, "must be 2 to 30 characters"],
    [{ ecrRepositoryPrefix: "quay/" }, "must be ROOT, or the beginning of repository names"],
    [{ ecrRepositoryPrefix: "root*" }, "must be ROOT, or the beginning of repository names"],
    [{ upstreamRepositoryPrefix: "team" }, "must be left out: quay.io is no registry of ECR"],
    [{ tag: "v*" }, "must be one of the settings"],
  ])("is not with %j", (wrong, words) => {
    const problems = problemsWith({ ...QUAY, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it.each([
    ["region", SECRET.replace("us-east-1", "eu-west-1")],
    ["account", SECRET.replace(ACCOUNT, OTHER_ACCOUNT)],
    ["partition", SECRET.replace("arn:aws:", "arn:aws-cn:")],
  ])("has its secret in the registry's %s", (_, credentialArn) => {
    expect(problemsWith({ ...HUB, credentialArn })).toEqual([
      expect.stringContaining(
        "must be of the registry's account and region, arn:aws:secretsmanager:us-east-1:111111111111:…",
      ),
    ]);
  });

  it("has a secret of the name that ECR takes, and a role of the registry's account", () => {
    expect(
      problemsWith({ ...HUB, credentialArn: SECRET.replace("pullthroughcache", "hub") }),
    ).toEqual([expect.stringContaining("whose name begins with ecr-pullthroughcache/")]);
    const customRoleArn = ROLE.replace(ACCOUNT, OTHER_ACCOUNT);
    expect(problemsWith({ ...ecrOf(OTHER_ACCOUNT), customRoleArn })).toEqual([
      expect.stringContaining(
        `must be a role of the registry's account, arn:aws:iam::${ACCOUNT}:role/…`,
      ),
    ]);
  });

  it("has a prefix of its own, and is one of 50", () => {
    const caches = Array.from({ length: 51 }, (_, n) => ({
      ...QUAY,
      ecrRepositoryPrefix: `q${n}`,
    }));
    expect(problemsWith(...caches.slice(1))).toEqual([]);
    expect(problemsWith(...caches)).toEqual([expect.stringContaining("must be at most 50 rules")]);
    expect(problemsWith(QUAY, HUB, QUAY)).toEqual([
      'registry.pullThroughCaches[2].ecrRepositoryPrefix is "quay": must be in one rule (ECR API, CreatePullThroughCacheRule)',
    ]);
  });

  it("has an address that follows from its prefix", () => {
    const prefixes = ["docker-hub", "registry.k8s.io", "third/quay", "1password", "ROOT"];
    const caches = prefixes.map((ecrRepositoryPrefix) => ({ ...QUAY, ecrRepositoryPrefix }));
    expect(Object.keys(rulesOf(...caches))).toEqual(
      ["ROOT", "_1password", "docker-hub", "registry_k8s_io", "third__quay"].sort(),
    );
  });

  it("has an address that no other one has", () => {
    const caches = ["k8s.io", "k8s_io", "k8s-io", "k8s/io"].map((ecrRepositoryPrefix) => ({
      ...QUAY,
      ecrRepositoryPrefix,
    }));
    expect(problemsWith(...caches)).toEqual([
      "registry.pullThroughCaches[1].ecrRepositoryPrefix is \"k8s_io\": must differ from k8s.io by more than '.' and '_': a Terraform name has no '.', so both would be k8s_io (Terraform, Resource addresses)",
    ]);
  });

  it("may have the name of what every JavaScript object has", () => {
    expect(Object.keys(rulesOf({ ...QUAY, ecrRepositoryPrefix: "constructor" }))).toEqual([
      "constructor",
    ]);
  });

  // If it is left out, AWS may answer ROOT, and Terraform would replace the rule at each plan.
  it("writes the upstream's prefix if the upstream is a registry of ECR", () => {
    const cache = { ...ecrOf(ACCOUNT), upstreamRepositoryPrefix: "team" };
    expect(rulesOf(ecrOf(ACCOUNT)).central.upstream_repository_prefix).toBe("ROOT");
    expect(rulesOf(cache).central.upstream_repository_prefix).toBe("team");
    expect(rulesOf(QUAY).quay.upstream_repository_prefix).toBeUndefined();
    expect(problemsWith({ ...cache, ecrRepositoryPrefix: "ROOT" })).toEqual([
      expect.stringContaining("must be left out if the cache's prefix is ROOT"),
    ]);
  });
});

describe("a cache beside environments", () => {
  const app = (prefix: string, more: object = {}) =>
    appWith(
      { production: { repositories: images("api", "web") } },
      { registry: { pullThroughCaches: [{ ...QUAY, ecrRepositoryPrefix: prefix }], ...more } },
    );

  it("is not for their repositories", () => {
    expect(problemsOf(app("quay"))).toEqual([]);
    expect(problemsOf(app("prod"))).toEqual([]);
    expect(problemsOf(app("production/api"))).toEqual([]); // is for those below production/api/
    expect(problemsOf(app("production"))).toEqual([
      'registry.pullThroughCaches is "production": must not be the beginning of production/api in production, and of 1 more: if an image is missing there, ECR would take it from quay.io. Choose another prefix (ECR, Pull-through cache rules)',
    ]);
  });

  it("is read as ECR reads it, if an override ends it in a slash", () => {
    const written = app("quay", {
      creationTemplates: [{ prefix: "quay", appliedFor: ["PULL_THROUGH_CACHE"] }],
    });
    const stack = written.node.findChild("registry") as RegistryStack;
    stack.addOverride("resource.aws_ecr_repository_creation_template.quay.prefix", "quay/");
    expect(warningsOf(written)).toEqual([]);
    const path = "resource.aws_ecr_pull_through_cache_rule.quay.ecr_repository_prefix";
    stack.addOverride(path, "production/");
    expect(problemsOf(written)).toEqual([
      expect.stringContaining("must not be the beginning of production/api in production"),
    ]);
  });

  it("is not for copies of their repositories", () => {
    const west = { region: "us-west-2" };
    const copied = (prefix: string) =>
      appWith(
        { production: { accountId: ACCOUNT, repositories: images("api", "web") } },
        {
          registry: { replication: [{ destinations: [west] }] },
          west: { ...west, pullThroughCaches: [{ ...QUAY, ecrRepositoryPrefix: prefix }] },
        },
      );
    expect(problemsOf(copied("quay"))).toEqual([]);
    expect(problemsOf(copied("production"))).toEqual([
      expect.stringContaining(
        "must not be the beginning of production/api, which registry copies here, and of 1 more: if",
      ),
    ]);
    expect(warningsOf(copied("ROOT"))).toContainEqual(
      expect.stringContaining("also for production/api, which registry copies here, and for 1"),
    );
  });

  it("warns if it is for every name", () => {
    const template = { prefix: "ROOT", appliedFor: ["PULL_THROUGH_CACHE"] as const };
    const root = app("ROOT", { creationTemplates: [template] });
    expect(problemsOf(root)).toEqual([]);
    expect(warningsOf(root)).toEqual([
      expect.stringMatching(
        /^registry.pullThroughCaches has the prefix ROOT, which is also for production\/api in production, and for 1 more:/,
      ),
    ]);
  });

  it("warns if no creation template is for what it makes", () => {
    const withTemplate = (prefix: string, use: "PULL_THROUGH_CACHE" | "REPLICATION") =>
      warningsOf(app("quay", { creationTemplates: [{ prefix, appliedFor: [use] }] }));
    expect(withTemplate("quay", "PULL_THROUGH_CACHE")).toEqual([]);
    expect(withTemplate("ROOT", "PULL_THROUGH_CACHE")).toEqual([]);
    expect(withTemplate("quay", "REPLICATION")).toEqual([
      expect.stringMatching(
        /the creation template quay is not applied for PULL_THROUGH_CACHE\. .+ Add PULL_THROUGH_CACHE to its appliedFor$/,
      ),
    ]);
    expect(withTemplate("ROOT", "REPLICATION")).toEqual([
      expect.stringMatching(/ ROOT is not applied .+ Add a creation template with its prefix$/),
    ]);
    expect(warningsOf(app("quay"))).toEqual([
      "registry.pullThroughCaches has the cache quay of quay.io: no creation template is for it. What ECR makes for it, others cannot pull, and its images never expire. Add a creation template with its prefix",
    ]);
  });

  it("is named in that warning, if others are of the same upstream", () => {
    const pullThroughCaches = ["one", "two"].map((prefix) => ({
      ...QUAY,
      ecrRepositoryPrefix: prefix,
    }));
    expect(warningsOf(appWith({}, { registry: { pullThroughCaches } }))).toEqual([
      expect.stringContaining("has the cache one of quay.io"),
      expect.stringContaining("has the cache two of quay.io"),
    ]);
  });

  it("is in one stack of a registry", () => {
    const caches = { pullThroughCaches: [QUAY] };
    expect(
      problemsOf(appWith({}, { one: caches, two: { ...caches, region: "eu-west-1" } })),
    ).toEqual([]);
    expect(problemsOf(appWith({}, { one: caches, two: caches }))).toEqual([
      'two.aws_ecr_pull_through_cache_rule.quay is "quay 111111111111 us-east-1": must be the only one of its account and region: it overwrites one.aws_ecr_pull_through_cache_rule.quay. Put both into one stack (ECR, Private registry settings)',
    ]);
    const more = {
      pullThroughCaches: [QUAY, HUB],
      scanning: { type: "BASIC", rules: [] } as const,
    };
    expect(problemsOf(appWith({}, { one: more, two: more, three: caches }))).toEqual([
      expect.stringMatching(
        /^two\.aws_ecr_registry_scanning.+ it overwrites one\..+scanning, and 2 more like it\. Put/,
      ),
      expect.stringMatching(/^three\.aws_ecr_pull.+ it overwrites one\..+quay\. Put/),
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { moduleFiles } from "../generator/ecr-files.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { keepLast } from "./support/document.ts";

const API: RepositorySettings = { component: "api", name: "api", purpose: "API" };
const WEB: RepositorySettings = { component: "web", name: "web", purpose: "Site" };

const mainOf = (...repositories: RepositorySettings[]) =>
  JSON.parse(moduleFiles("1.0.0", repositories).get("main.tf.json") ?? "").resource;

describe("a repository of the module", () => {
  it("keeps settings of its own, whatever a call of the module sets", () => {
    const own: Partial<RepositorySettings> = {
      imageTagMutability: "MUTABLE",
      scanOnPush: false,
      maxImageCount: 5,
      tags: { Team: "a" },
    };
    const resource = mainOf({ ...API, ...own }, WEB);
    expect(resource.aws_ecr_repository.api).toMatchObject({
      image_tag_mutability: "MUTABLE",
      image_scanning_configuration: { scan_on_push: false },
      tags: '${merge(local.tags, { Team = "a", Component = "api", Environment = var.environment })}',
    });
    expect(resource.aws_ecr_repository.web).toMatchObject({
      image_tag_mutability: "${local.image_tag_mutability}",
      image_scanning_configuration: { scan_on_push: "${local.scan_on_push}" },
    });
    const { api, web } = resource.aws_ecr_lifecycle_policy;
    expect(JSON.parse(api.policy)).toEqual(keepLast(5));
    expect(api).not.toHaveProperty("count");
    expect(web).toMatchObject({
      policy: "${local.lifecycle_policy}",
      count: "${local.has_lifecycle_policy ? 1 : 0}",
    });
  });

  it("has its rules' descriptions as they are, not as Terraform expressions", () => {
    const lifecycleRules = [{ tagStatus: "any", keepNewest: 5, description: "${x} %{y}" }] as const;
    const { api } = mainOf({ ...API, lifecycleRules }).aws_ecr_lifecycle_policy;
    expect(api.policy).toContain('"description":"$${x} %%{y}"');
  });

  it("lets accounts of its own pull if the access is on", () => {
    const { api } = mainOf({ ...API, crossAccountIds: ["111111111111"] }).aws_ecr_repository_policy;
    expect(api.count).toBe("${local.enable_cross_account_access ? 1 : 0}");
    expect(api.policy).toContain('"arn:${local.partition}:iam::111111111111:root"');
  });

  it.each<[string, Partial<RepositorySettings>]>([
    ["lifecycle", { maxImageCount: 0 }],
    ["lifecycle", { maxImageCount: null }],
    ["lifecycle", { lifecyclePolicy: "unmanaged" }],
    ["repository", { crossAccountIds: [] }],
    ["repository", { repositoryPolicy: "unmanaged" }],
  ])("has no %s policy with %o", (policy, own) => {
    const resource = mainOf({ ...API, ...own }, WEB);
    expect(Object.keys(resource[`aws_ecr_${policy}_policy`])).toEqual(["web"]);
  });

  it("exists, with its policies, only if a call asks for the shared ones", () => {
    const shared = { ...WEB, shared: true, maxImageCount: 1, crossAccountIds: ["111111111111"] };
    const resource = mainOf(API, shared);
    const counts = [
      resource.aws_ecr_repository.web.count,
      resource.aws_ecr_lifecycle_policy.web.count,
      resource.aws_ecr_repository_policy.web.count,
    ];
    expect(counts).toEqual([
      "${local.create_thirdparty_repos ? 1 : 0}",
      "${local.create_thirdparty_repos ? 1 : 0}",
      "${local.create_thirdparty_repos && local.enable_cross_account_access ? 1 : 0}",
    ]);
  });
});

describe("the repositories of the module", () => {
  it.each<[string, unknown, string]>([
    ["a count of 5000", [{ ...API, maxImageCount: 5000 }], "must be null or a whole number"],
    ["an account", [{ ...API, crossAccountIds: ["12"] }], "must be 12 digits"],
    ["a name", [{ ...API, name: "UPPER//case" }], "must be segments joined by"],
    [
      "two of one component",
      [API, { ...WEB, component: "api" }],
      "must differ from the component of every",
    ],
    [
      "accounts that no policy holds in every partition",
      [{ ...API, crossAccountIds: Array.from({ length: 251 }, (_, n) => `${100000000000 + n}`) }],
      "must be at most 250 accounts in the partition aws-us-gov",
    ],
    ["none that is not shared", [{ ...API, shared: true }], "must contain at least one repository"],
    ["no list", null, "must be a list of objects"],
  ])("are checked: %s", (_what, repositories, problem) => {
    expect(() => moduleFiles("1.0.0", repositories as RepositorySettings[])).toThrow(
      new RegExp(`^Nothing was written: 1 problem\\.\\n {2}modules/ecr\\.repositories.*${problem}`),
    );
  });

  it("leave room for the tags of a call", () => {
    const tags = { a: "", b: "" };
    const variables = moduleFiles("1.0.0", [{ ...API, tags }]).get("variables.tf.json");
    expect(variables).toContain("at most 46 entries");
  });

  it("leave room for the environment's name", () => {
    const conditionOf = (...repositories: RepositorySettings[]) =>
      moduleFiles("1.0.0", repositories).get("variables.tf.json");
    expect(conditionOf(...DOCUMENTED_REPOSITORIES)).toContain("at most 229 characters");
    expect(conditionOf(API)).toContain("at most 252 characters");
  });
});

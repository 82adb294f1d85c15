import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { S3Backend, type TerraformStack } from "cdktf";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import { CliProject } from "../support/cli-project.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import type { Terraform } from "../support/terraform.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

const API: RepositorySettings = { component: "api", name: "api", purpose: "API" };
const WEB: RepositorySettings = { component: "web", name: "web", purpose: "Site" };
const REDIS: RepositorySettings = {
  component: "redis",
  name: "thirdparty/redis",
  shared: true,
  purpose: "Cache",
};

/** A protected environment with the shared repository, and an unprotected one. */
const QA: EnvironmentSettings = {
  environment: "qa",
  scanOnPush: false, // moto cannot turn it off again
  maxImageCount: 5,
  enableCrossAccountAccess: true,
  crossAccountIds: ["111111111111", "222222222222"],
  createThirdpartyRepos: true,
  repositories: [API, WEB, REDIS],
};
const DEVELOPMENT: EnvironmentSettings = {
  environment: "development",
  scanOnPush: false,
  repositories: [API, WEB, REDIS],
};
const DEPLOYED = { qa: QA, development: DEVELOPMENT };

type Stacks = Readonly<Record<string, EnvironmentSettings>>;

const qa = (change: Partial<EnvironmentSettings>): Stacks => ({
  ...DEPLOYED,
  qa: { ...QA, ...change },
});
const qaRepositories = (...repositories: RepositorySettings[]) => qa({ repositories });
const development = (change: Partial<EnvironmentSettings>): Stacks => ({
  ...DEPLOYED,
  development: { ...DEVELOPMENT, ...change },
});

const COUNT = 3;
const repository = (component: string) => `aws_ecr_repository.${component}`;
/** Findings of one kind on repositories, as `KIND:ADDRESS NAME IMAGES`. */
const on = (kind: string, names: Readonly<Record<string, string>>, images = COUNT) =>
  Object.entries(names).map(
    ([component, name]) => `${kind}:${repository(component)} ${name} ${images}`,
  );
const QA_ALL = { redis: "thirdparty/redis", api: "qa/api", web: "qa/web" };

interface Edit {
  readonly stacks: Stacks;
  /** What a review of the stack reports, in any order. */
  readonly findings: readonly string[];
  /** @default "qa" */
  readonly stack?: string;
  /** What is deployed before. @default ["qa"] */
  readonly deployed?: readonly (keyof typeof DEPLOYED)[];
  /** What the remedies say. */
  readonly remedy?: RegExp;
}

const EDITS: Readonly<Record<string, Edit>> = {
  "another encryption, protected": {
    stacks: qa({ encryptionType: "KMS", kmsKeyArn: KEY }),
    findings: on("replace", QA_ALL),
    remedy: /set encryptionType: "AES256" and no kmsKeyArn/,
  },
  "another encryption, not protected": {
    stacks: development({ encryptionType: "KMS", kmsKeyArn: KEY }),
    stack: "development",
    deployed: ["development"],
    findings: on("replace", { api: "development/api", web: "development/web" }),
  },
  "the environment renamed": {
    stacks: qa({ environment: "test" }),
    findings: on("replace", { api: "qa/api", web: "qa/web" }),
    remedy: /so that the full name is "qa\/(api|web)"/,
  },
  "the stack renamed": {
    stacks: { qa2: QA, development: DEVELOPMENT },
    stack: "qa2",
    findings: on("exists", QA_ALL),
  },
  "a repository dropped": {
    stacks: qaRepositories(API, REDIS),
    findings: on("destroy", { web: "qa/web" }),
    remedy: /put the component web back/,
  },
  "a repository's name changed": {
    stacks: qaRepositories(API, { ...WEB, name: "site" }, REDIS),
    findings: on("replace", { web: "qa/web" }),
  },
  "a component renamed": {
    stacks: qaRepositories(API, { ...WEB, component: "ui" }, REDIS),
    findings: on("rename", { web: "qa/web" }),
    remedy: /add "web" to `formerly` in the entry of the component ui/,
  },
  "formerly with another name": {
    stacks: qaRepositories(API, { ...WEB, component: "ui", formerly: "site" }, REDIS),
    findings: on("rename", { web: "qa/web" }),
  },
  "a component renamed twice, each name listed": {
    stacks: qaRepositories(API, { ...WEB, component: "ui", formerly: ["web", "site"] }, REDIS),
    findings: [],
  },
  "two names swapped": {
    stacks: qaRepositories({ ...API, name: "web" }, { ...WEB, name: "api" }, REDIS),
    findings: on("rename", { api: "qa/api", web: "qa/web" }),
    remedy: /holds another repository in the state/,
  },
  "a shared repository made each one's own": {
    stacks: qaRepositories(API, WEB, { ...REDIS, name: "redis", shared: false }),
    findings: on("replace", { redis: "thirdparty/redis" }),
  },
  "third-party repositories turned off": {
    stacks: qa({ createThirdpartyRepos: false }),
    findings: on("destroy", { redis: "thirdparty/redis" }),
    remedy: /createThirdpartyRepos/,
  },
  "third-party repositories moved, where they come to": {
    stacks: {
      qa: { ...QA, createThirdpartyRepos: false },
      development: { ...DEVELOPMENT, createThirdpartyRepos: true },
    },
    stack: "development",
    deployed: ["qa", "development"],
    findings: on("exists", { redis: "thirdparty/redis" }),
  },
  "a lower count": {
    stacks: qa({ maxImageCount: 1 }),
    findings: ["redis", "api", "web"].map(
      (component) =>
        `expire:aws_ecr_lifecycle_policy.${component} ${QA_ALL[component as "api"]} ${COUNT - 1}`,
    ),
  },
  "a narrower access": {
    stacks: qa({ crossAccountIds: ["222222222222"] }),
    findings: ["redis", "api", "web"].map(
      (component) =>
        `access:aws_ecr_repository_policy.${component} ${QA_ALL[component as "api"]} ${COUNT}`,
    ),
  },
  "no access": {
    stacks: qa({ enableCrossAccountAccess: false }),
    findings: ["redis", "api", "web"].map(
      (component) =>
        `access:aws_ecr_repository_policy.${component} ${QA_ALL[component as "api"]} ${COUNT}`,
    ),
  },
  "tags that may be overwritten": {
    stacks: qa({ imageTagMutability: "MUTABLE" }),
    findings: on("mutable", QA_ALL),
  },
  nothing: { stacks: DEPLOYED, findings: [] },
  "what keeps every image": {
    stacks: qa({
      maxImageCount: 50,
      crossAccountIds: ["111111111111", "222222222222", "333333333333"],
      tags: { Team: "platform" },
    }),
    findings: [],
  },
};

/** The environment of a Terraform that starts its own provider, and of a tool, in another account of moto's. */
async function credentialsOf(account: string, playground: Playground) {
  const scope = "20260101/us-east-1/sts/aws4_request";
  const role = `arn:aws:iam::${account}:role/deploy`;
  const answer = await fetch(playground.moto.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: `Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn=${role}`,
  });
  const xml = await answer.text();
  const read = (name: string) => xml.match(`<${name}>(.+?)</${name}>`)?.[1] ?? "";
  return {
    ...playground.coldEnv(),
    AWS_ACCESS_KEY_ID: read("AccessKeyId"),
    AWS_SECRET_ACCESS_KEY: read("SecretAccessKey"),
    AWS_SESSION_TOKEN: read("SessionToken"),
  };
}

describeReal("a review of a deployed app", () => {
  let playground: Playground;
  let project: CliProject;
  let images: Record<string, string[]>;

  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());
  beforeEach(() => {
    project = new CliProject(DEPLOYED);
  });
  afterEach(async () => {
    project.remove();
    await playground.moto.reset();
  });

  const terraform = (id: string): Terraform => playground.terraform(project.stackFolder(id));
  async function deploy(...ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => apply(id)));
    images = await pushImages(playground.moto, COUNT);
    const digests = Object.values(images).flat();
    expect(new Set(digests).size).toBe(Object.keys(images).length * COUNT);
  }
  async function apply(id: string, ...args: string[]): Promise<void> {
    await terraform(id).init();
    await terraform(id).run("apply", "-auto-approve", "-input=false", "-no-color", ...args);
  }
  const review = (...args: string[]) => reviewAs(terraform("qa").env, ...args);
  const reviewAs = async (env: Readonly<Record<string, string>>, ...args: string[]) => {
    const { code, stdout, stderr } = await project.run(env, "review", ...args, "--json");
    if (stdout === "") throw new Error(stderr);
    const { findings = [], changes = [] } = JSON.parse(stdout);
    const labels = findings.map(
      ({ kind, address, repository, images }: Record<string, unknown>) =>
        `${kind}:${address} ${repository} ${images}`,
    );
    return { code, findings, labels, changes, stdout };
  };
  /** Applies other settings through all that would stop them, and looks for the images. */
  async function force(id: string, stacks: Stacks): Promise<void> {
    const settings = { ...stacks[id], preventDestroy: false } as EnvironmentSettings;
    project.synth({ ...stacks, [id]: settings });
    await terraform(id).init();
    await terraform(id).try("apply", "-auto-approve", "-input=false", "-no-color");
    expect(await imagesIn(playground.moto)).toMatchObject(images);
  }

  it.each(Object.entries(EDITS))("reports %s, and no image is lost", async (_, edit) => {
    const { stacks, findings, stack = "qa", deployed = ["qa"], remedy = /./ } = edit;
    await deploy(...deployed);
    project.synth(stacks);
    const found = await review(stack);
    expect(found.labels.sort()).toEqual([...findings].sort());
    expect(found.code).toBe(findings.length > 0 ? 1 : 0);
    for (const finding of found.findings) expect(finding.remedy).toMatch(remedy);
    await force(stack, stacks);
  });

  it("has nothing to report of a stack that is dropped: nothing plans it any more", async () => {
    await deploy("qa", "development");
    project.synth({ development: DEVELOPMENT });
    expect(await review()).toMatchObject({ code: 0, labels: [] });
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("accepts what is named, of the plan alone, and counts no image offline", async () => {
    await deploy("qa");
    project.synth(qaRepositories(API, REDIS));
    const accepted = await review("qa", "--accept", "destroy:aws_ecr_repository.web");
    expect(accepted).toMatchObject({ code: 0, findings: [{ accepted: true }] });
    const other = await review("qa", "--accept", "destroy:aws_ecr_repository.api");
    expect(other.code).toBe(2);
    expect(other.stdout).toContain("the plan has no such finding");
    expect((await review("qa", "--offline")).labels).toEqual([
      "destroy:aws_ecr_repository.web qa/web null",
    ]);
  });

  it("reports another region", async () => {
    await deploy("qa");
    project.synth(qa({ region: "eu-west-1" }));
    const { code, labels } = await review("qa");
    expect(labels.sort()).toEqual(on("elsewhere", QA_ALL).sort());
    expect(code).toBe(1);
    await terraform("qa").init();
    await terraform("qa").try("apply", "-auto-approve", "-input=false");
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("reports another account", async () => {
    await deploy("qa");
    project.synth(qa({ accountId: "999999999999" }));
    const env = await credentialsOf("999999999999", playground);
    const { code, labels } = await reviewAs(env, "qa");
    expect(labels.map((label: string) => label.split(" ")[0]).sort()).toEqual(
      on("elsewhere", QA_ALL)
        .map((label) => label.split(" ")[0])
        .sort(),
    );
    expect(code).toBe(1);
  });

  it("reports another state", async () => {
    await deploy("qa");
    project.synth(DEPLOYED, (app) => {
      const stack = app.node.findChild("qa") as TerraformStack;
      new S3Backend(stack, {
        bucket: "states",
        key: "qa.tfstate",
        region: "us-east-1",
        usePathStyle: true,
      });
    });
    await fetch(`${playground.moto.endpoint}/states`, { method: "PUT" });
    const { code, labels } = await review("qa");
    expect(labels.sort()).toEqual(on("exists", QA_ALL).sort());
    expect(code).toBe(1);
  });

  it("reports force_delete in the state until it is gone", async () => {
    await deploy("qa");
    const override = join(project.stackFolder("qa"), "old_override.tf.json");
    const on = Object.fromEntries(
      ["api", "web", "redis"].map((name) => [name, { force_delete: true }]),
    );
    writeFileSync(override, JSON.stringify({ resource: { aws_ecr_repository: on } }));
    await apply("qa");
    writeFileSync(override, "{}");
    const { code, labels } = await review("qa");
    expect(code).toBe(1);
    expect(labels).toHaveLength(3);
    expect(labels[0]).toMatch(/^force-delete:aws_ecr_repository\.\w+ \S+ 3$/);
    await apply("qa");
    expect(await review("qa")).toMatchObject({ code: 0, labels: [] });
    await force("qa", qaRepositories(API, REDIS));
  });
});

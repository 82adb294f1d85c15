import { type App, TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import type { Image } from "../constructs/image.ts";
import { IMAGE_CATALOGUE } from "../constructs/image-catalogue.ts";
import type { EnvironmentSettings } from "../stacks/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { identitiesOf, renamesOf } from "../stacks/identity.ts";
import { lossesOf } from "../stacks/identity-changes.ts";
import { describeLoss } from "../stacks/image-safety.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

const BEFORE: EnvironmentSettings = {
  environment: "qa",
  encryptionType: "KMS",
  kmsKeyArn: KEY,
  createThirdpartyRepos: true,
};

function appOf(settings: Partial<EnvironmentSettings>, id = "qa"): App {
  const app = Testing.app();
  new EnvironmentStack(app, id, { ...BEFORE, ...settings });
  return app;
}

const recorded = identitiesOf(appOf({}));

const lossesIn = (app: App) =>
  lossesOf(recorded, identitiesOf(app), renamesOf(app)).map(describeLoss);

/** The documented images, one of them changed. */
const withImage = (component: string, change: Partial<Image>) =>
  IMAGE_CATALOGUE.map((image) => (image.component === component ? { ...image, ...change } : image));

it("the identities of an app are those of its environments", () => {
  const app = appOf({ createThirdpartyRepos: false });
  new TerraformStack(app, "network");
  const identity = {
    region: "us-east-1",
    accountId: null,
    state: "local",
    encryptionType: "KMS",
    kmsKeyArn: KEY,
  };
  expect(identitiesOf(app)).toEqual({
    qa: {
      "aws_ecr_repository.backend": { name: "qa/artos-postgres-eks-backend", ...identity },
      "aws_ecr_repository.celery": { name: "qa/artos-postgres-eks-celery", ...identity },
      "aws_ecr_repository.frontend": { name: "qa/frontend", ...identity },
    },
  });
  expect(renamesOf(app)).toEqual({ qa: {} });
});

describe("a change that would lose images is found", () => {
  it.each<[what: string, app: App, count: number, message: string]>([
    [
      "another key",
      appOf({ kmsKeyArn: KEY.replace("key/1", "key/2") }),
      7,
      `qa.aws_ecr_repository.backend (qa/artos-postgres-eks-backend): kmsKeyArn changes from "${KEY}" to "${KEY.replace("key/1", "key/2")}": Terraform would replace the repository and destroy every image in it. To keep them, put it back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.backend`,
    ],
    [
      "another encryption",
      appOf({ encryptionType: "AES256", kmsKeyArn: null }),
      7,
      `qa.aws_ecr_repository.redis (thirdparty/redis): encryptionType changes from "KMS" to "AES256", kmsKeyArn changes from "${KEY}" to null: Terraform would replace the repository and destroy every image in it. To keep them, put it back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.redis`,
    ],
    [
      "another name of the environment",
      appOf({ environment: "test" }),
      3,
      'qa.aws_ecr_repository.frontend (qa/frontend): name changes from "qa/frontend" to "test/frontend": Terraform would replace the repository and destroy every image in it. To keep them, put it back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.frontend',
    ],
    [
      "another name of an image",
      appOf({ images: withImage("frontend", { name: "web" }) }),
      1,
      'qa.aws_ecr_repository.frontend (qa/frontend): name changes from "qa/frontend" to "qa/web": Terraform would replace the repository and destroy every image in it. To keep them, put it back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.frontend',
    ],
    [
      "an image dropped from the catalogue",
      appOf({ images: IMAGE_CATALOGUE.filter(({ component }) => component !== "celery") }),
      1,
      "qa.aws_ecr_repository.celery (qa/artos-postgres-eks-celery): it is no longer there: Terraform would destroy the repository and every image in it. To keep them, put the image, or createThirdpartyRepos, back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.celery",
    ],
    [
      "no third-party repositories",
      appOf({ createThirdpartyRepos: false }),
      4,
      "qa.aws_ecr_repository.litellm (thirdparty/litellm): it is no longer there: Terraform would destroy the repository and every image in it. To keep them, put the image, or createThirdpartyRepos, back; to lose them, run npm run record -- --lose qa.aws_ecr_repository.litellm",
    ],
    [
      "a renamed component",
      appOf({ images: withImage("frontend", { component: "web" }) }),
      1,
      'qa.aws_ecr_repository.frontend (qa/frontend): it is at aws_ecr_repository.web now: Terraform would destroy the repository and every image in it, and make an empty one. To keep them, put the component back, or keep the state with formerly: "frontend" in the image\'s entry, which Terraform reads as moved; once that is deployed everywhere, or to lose them, run npm run record -- --lose qa.aws_ecr_repository.frontend',
    ],
    [
      "a renamed stack",
      appOf({}, "quality"),
      7,
      "qa.aws_ecr_repository.frontend (qa/frontend): the stack qa is gone: its repositories and images would be left to themselves, and a stack of another id would start from an empty state. To keep them, put the stack back under its id; to lose them, run npm run record -- --lose qa",
    ],
    [
      "another region",
      appOf({ region: "eu-west-1", kmsKeyArn: KEY.replace("us-east-1", "eu-west-1") }),
      7,
      `qa.aws_ecr_repository.frontend (qa/frontend): region changes from "us-east-1" to "eu-west-1", kmsKeyArn changes from "${KEY}" to "${KEY.replace("us-east-1", "eu-west-1")}": Terraform would make an empty repository in eu-west-1 and leave the images in us-east-1 to themselves. To keep them, put it back; to lose them, run npm run record -- --lose qa`,
    ],
    [
      "another state",
      appOf({ state: { bucket: "states", key: "qa" } }),
      7,
      'qa.aws_ecr_repository.frontend (qa/frontend): state changes from "local" to "s3://states/qa": Terraform would not know the repository there, and would destroy what that state holds. To keep them, put it back, or move the state with terraform init -migrate-state; once the state has moved, run npm run record -- --lose qa',
    ],
  ])("%s", (_what, app, count, message) => {
    const losses = lossesIn(app);
    expect(losses).toHaveLength(count);
    expect(losses).toContain(message);
  });
});

describe("a change that keeps every image passes", () => {
  it.each<[what: string, app: App]>([
    ["none", appOf({})],
    ["mutability", appOf({ imageTagMutability: "MUTABLE" })],
    ["scanning", appOf({ scanOnPush: false })],
    ["tags", appOf({ tags: { Team: "platform" } })],
    ["the count", appOf({ maxImageCount: 5 })],
    ["accounts", appOf({ enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] })],
    ["the protection", appOf({ preventDestroy: false, forceDelete: true })],
    ["the account, said at last", appOf({ accountId: "111111111111" })],
    ["the order of the images", appOf({ images: IMAGE_CATALOGUE.toReversed() })],
    [
      "another image",
      appOf({
        images: [...IMAGE_CATALOGUE, { component: "api", name: "api", purpose: "Public API" }],
      }),
    ],
    [
      "a renamed component that says what it was",
      appOf({ images: withImage("frontend", { component: "web", formerly: "frontend" }) }),
    ],
  ])("%s", (_what, app) => {
    expect(lossesIn(app)).toEqual([]);
  });

  it("and so does a record of before accounts and states were in it", () => {
    const before = JSON.parse(
      JSON.stringify(recorded, (key, value) =>
        ["accountId", "state"].includes(key) ? undefined : value,
      ),
    );
    const app = appOf({ accountId: "111111111111", state: { bucket: "states", key: "qa" } });
    expect(lossesOf(before, identitiesOf(app), renamesOf(app))).toEqual([]);
  });

  it("but not where the account is another", () => {
    const was = identitiesOf(appOf({ accountId: "111111111111" }));
    const app = appOf({ accountId: "222222222222" });
    const [loss] = lossesOf(was, identitiesOf(app), renamesOf(app)).map(describeLoss);
    expect(loss).toContain(
      "Terraform would make an empty repository in us-east-1 of 222222222222 and leave the images in us-east-1 of 111111111111 to themselves",
    );
  });

  it("but not where the renamed component changes its name too", () => {
    const change = { component: "web", name: "web", formerly: "frontend" };
    expect(lossesIn(appOf({ images: withImage("frontend", change) }))).toEqual([
      expect.stringContaining('name changes from "qa/frontend" to "qa/web"'),
    ]);
  });
});

describe("a renamed component", () => {
  it("moves in the state with its policies, where Terraform can", () => {
    const app = appOf({
      maxImageCount: 1,
      images: withImage("frontend", { component: "web", formerly: "frontend" }),
    });
    const { moved, terraform } = JSON.parse(
      Testing.synth(app.node.findChild("qa") as EnvironmentStack),
    );
    expect(moved).toEqual([
      { from: "aws_ecr_repository.frontend", to: "aws_ecr_repository.web" },
      { from: "aws_ecr_lifecycle_policy.frontend", to: "aws_ecr_lifecycle_policy.web" },
    ]);
    expect(terraform.required_version).toBe(">= 1.1");
  });
});

import { dirname } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, changesOf, type Terraform } from "../support/terraform.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

const DEPLOYED: EnvironmentSettings = {
  environment: "qa",
  encryptionType: "KMS",
  kmsKeyArn: KEY,
  scanOnPush: false, // moto cannot turn it off again
  maxImageCount: 5,
  createThirdpartyRepos: true,
};
const frontendAs = (change: object) =>
  DOCUMENTED_REPOSITORIES.map((image) =>
    image.component === "frontend" ? { ...image, ...change } : image,
  );

describeReal("images in deployed repositories", () => {
  let playground: Playground;
  let outdir: string;
  let images: Record<string, string[]>;

  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());
  afterEach(() => playground.moto.reset());

  const deploy = async (settings: EnvironmentSettings) => {
    const terraform = playground.stack(settings);
    outdir = dirname(dirname(terraform.folder));
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    images = await pushImages(playground.moto, 2);
    expect(new Set(Object.values(images).flat()).size).toBe(7 * 2);
  };
  beforeEach(() => deploy(DEPLOYED));

  const changed = (change: Partial<EnvironmentSettings>): Terraform =>
    playground.stack({ ...DEPLOYED, ...change }, outdir);

  const expectImagesKept = async () =>
    expect(await imagesIn(playground.moto)).toEqual(expect.objectContaining(images));

  it("survive every plan that would replace their repository", async () => {
    const changes: Partial<EnvironmentSettings>[] = [
      { encryptionType: "AES256", kmsKeyArn: null },
      { kmsKeyArn: KEY.replace("key/1", "key/2") },
      { environment: "test" },
      { repositories: frontendAs({ name: "web" }) },
    ];
    for (const change of changes) {
      const { code, stderr } = await changed(change).try("plan", "-no-color");
      expect(code).toBe(1);
      expect(stderr).toMatch(/Instance cannot be destroyed[\s\S]+aws_ecr_repository\.frontend/);
    }
    await expectImagesKept();
  });

  it("survive the destruction of the stack", async () => {
    const { code, stderr } = await changed({}).try("destroy", "-auto-approve", "-no-color");
    expect(code).toBe(1);
    expect(stderr).toContain("Instance cannot be destroyed");
    await expectImagesKept();
  });

  it("survive the destruction of an unprotected stack, as AWS refuses it", async () => {
    const terraform = changed({ preventDestroy: false });
    expect(actionsOf(await terraform.plan())).toEqual({});
    const { code, stderr } = await terraform.try("destroy", "-auto-approve", "-no-color");
    expect(code).toBe(1);
    expect(stderr).toContain("RepositoryNotEmptyException");
    await expectImagesKept();
  });

  it("stay where they are while other settings change", async () => {
    const terraform = changed({
      imageTagMutability: "MUTABLE",
      scanOnPush: true,
      tags: { Team: "platform" },
      maxImageCount: 50,
      enableCrossAccountAccess: true,
      crossAccountIds: ["111111111111"],
    });
    const actions = Object.entries(actionsOf(await terraform.plan()));
    const repositories = actions.filter(([address]) => address.startsWith("aws_ecr_repository."));
    expect(repositories).toHaveLength(7);
    expect(new Set(repositories.map(([, action]) => action))).toEqual(new Set(["update"]));
    await terraform.apply();
    expect(changesOf(await terraform.plan())).toEqual({});
    await expectImagesKept();
  });

  it("move with a component that says what it was formerly", async () => {
    const terraform = changed({
      repositories: frontendAs({ component: "web", formerly: "frontend" }),
    });
    expect(actionsOf(await terraform.plan())).toEqual({ "aws_ecr_repository.web": "update" });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    await expectImagesKept();
  });

  it.each([
    ["the first name", []],
    ["the second name", [{ component: "web", formerly: "frontend" }]],
  ])(
    "move with a component that was renamed twice, out of a state at %s",
    async (_name, before) => {
      for (const change of before) {
        const deployed = changed({ repositories: frontendAs(change) });
        await deployed.plan();
        await deployed.apply();
      }
      const terraform = changed({
        repositories: frontendAs({ component: "ui", formerly: ["frontend", "web"] }),
      });
      expect(actionsOf(await terraform.plan())).toEqual({ "aws_ecr_repository.ui": "update" });
      await terraform.apply();
      expect(actionsOf(await terraform.plan())).toEqual({});
      const addresses = await terraform.run("state", "list");
      expect(addresses).toContain("aws_ecr_lifecycle_policy.ui\n");
      expect(addresses).not.toMatch(/\.(frontend|web)$/m);
      await expectImagesKept();
    },
  );
});

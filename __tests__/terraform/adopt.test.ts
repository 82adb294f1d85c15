import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateRepositoryCommand,
  type ECRClient,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../stacks/environment-settings.ts";
import { CliProject } from "../support/cli-project.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { ROOT, ROOT_WITHOUT_MODULE, WITH_COUNT, WITH_FOR_EACH } from "../support/old-modules.ts";
import { Playground } from "../support/playground.ts";
import { run } from "../support/processes.ts";
import { ecrClient, readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const BACKEND = "production/artos-postgres-eks-backend";
const CELERY = "production/artos-postgres-eks-celery";
const FRONTEND = "production/frontend";

/** What keeps the repositories of the old modules as they are. */
const SAME: EnvironmentSettings = {
  environment: "production",
  maxImageCount: 20,
  enableCrossAccountAccess: true,
  crossAccountIds: ["222222222222"],
  tags: { Team: "platform" },
};

describeReal("adopt", () => {
  let playground: Playground;
  let client: ECRClient;
  let project: CliProject;
  const projects: CliProject[] = [];

  beforeAll(async () => {
    playground = await Playground.open();
    client = ecrClient(playground.moto);
  });
  afterEach(() => playground.moto.reset());
  afterAll(async () => {
    for (const one of projects) one.remove();
    await playground?.close();
  });

  function open(stacks: Record<string, EnvironmentSettings>): void {
    project = new CliProject(stacks);
    projects.push(project);
  }
  const stack = () => playground.terraform(project.stackFolder("production"));
  const tool = (...args: string[]) => project.run(stack().env, ...args);
  async function json(...args: string[]) {
    const { code, stdout, stderr } = await tool(...args, "--json");
    if (stdout === "") throw new Error(stderr);
    return { code, ...JSON.parse(stdout) };
  }
  const outcomes = async () => {
    const { code, repositories } = await json("adopt", "production", "--check");
    const entries = repositories.map(({ name, outcome }: Record<string, string>) => [
      name,
      outcome,
    ]);
    return { code, ...Object.fromEntries(entries) };
  };
  const script = (path: string, cwd: string) =>
    run("sh", [path], { cwd, env: { ...CLEAN_ENV, ...stack().env } });

  /** Settings as `adopt` tells them, with what images have for themselves. */
  async function foundSettings(...args: string[]): Promise<EnvironmentSettings> {
    const { stdout } = await tool("adopt", "production", ...args);
    const code = stdout.match(
      /new EnvironmentStack\(app, "production", ([\s\S]*?)\n {2}\}\);/,
    )?.[1];
    return new Function(`return ${code}}`)();
  }

  /** Imports by the file that `adopt` wrote, and says what else the plan does. */
  async function deploy(): Promise<Record<string, string>> {
    const terraform = stack();
    await terraform.init();
    const actions = actionsOf(await terraform.plan());
    await terraform.apply();
    return actions;
  }

  describe("what the AWS CLI made", () => {
    async function create(
      repositoryName: string,
      settings: Partial<ConstructorParameters<typeof CreateRepositoryCommand>[0]> = {},
      policies = true,
    ) {
      await client.send(
        new CreateRepositoryCommand({
          repositoryName,
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          tags: [{ Key: "Team", Value: "platform" }],
          ...settings,
        }),
      );
      if (!policies) return;
      const lifecyclePolicyText = JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: "Keep last 20 images",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 20 },
            action: { type: "expire" },
          },
        ],
      });
      await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    }

    it("is adopted by the settings that it finds, with every image", async () => {
      await create(BACKEND);
      await create(CELERY, { imageTagMutability: "MUTABLE" });
      await create(FRONTEND, {}, false);
      const images = await pushImages(playground.moto);
      open({ production: { environment: "production" } });

      const settings = await foundSettings();
      expect(settings).toMatchObject({ maxImageCount: 20, tags: { Team: "platform" } });
      project.synth({ production: settings });
      expect(await outcomes()).toEqual({
        code: 0,
        [BACKEND]: "changed in place", // the automatic tags
        [CELERY]: "changed in place",
        [FRONTEND]: "changed in place",
      });
      await tool("adopt", "production");
      expect(new Set(Object.values(await deploy()))).toEqual(new Set(["update"]));
      expect(actionsOf(await stack().plan())).toEqual({});
      expect(await outcomes()).toMatchObject({ code: 0, [BACKEND]: "adopted as it is" });
      expect(await imagesIn(playground.moto)).toEqual(images);
      const now = await readBack(playground.moto);
      expect(now[CELERY]?.tagMutability).toBe("MUTABLE");
      expect(now[FRONTEND]?.lifecyclePolicy).toBeUndefined();
    });

    it("is told apart from what is missing, and what is missing is created", async () => {
      await create(BACKEND);
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      expect(await json("adopt", "production")).toMatchObject({ missing: [CELERY, FRONTEND] });
      expect(await outcomes()).toEqual({
        code: 0,
        [BACKEND]: "changed in place",
        [CELERY]: "created",
        [FRONTEND]: "created",
      });
      await deploy();
      expect(await imagesIn(playground.moto)).toMatchObject(images);
    });

    it("says what would be replaced, what forces it and what keeps it; then nothing is lost", async () => {
      await create(BACKEND);
      const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
      await create(CELERY, { encryptionConfiguration: { encryptionType: "KMS", kmsKey } });
      await create(FRONTEND);
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      const { code, stdout } = await tool("adopt", "production", "--check");
      expect(code).toBe(1);
      expect(stdout).toMatch(
        new RegExp(`^${CELERY} +would be replaced +encryption_configuration`, "m"),
      );
      expect(stdout).toContain(`keep it with encryptionType: "KMS", kmsKeyArn: "${kmsKey}"`);
      const { unsaid } = await json("adopt", "production");
      expect(unsaid).toContainEqual(expect.stringContaining(`${CELERY}: encrypted otherwise`));

      const terraform = stack(); // prevent_destroy is behind it
      await terraform.init();
      const { code: planned, stderr } = await terraform.try("plan", "-input=false", "-no-color");
      expect(planned).toBe(1);
      expect(stderr).toContain("Instance cannot be destroyed");
      expect(await imagesIn(playground.moto)).toEqual(images);
    });

    it("lists what settings cannot say", async () => {
      const service = "lambda.amazonaws.com";
      await create(BACKEND, { tags: [{ Key: "Environment", Value: "prod" }] }, false);
      const lifecyclePolicyText = JSON.stringify({
        rules: [
          {
            rulePriority: 5,
            selection: {
              tagStatus: "untagged",
              countType: "sinceImagePushed",
              countUnit: "days",
              countNumber: 14,
            },
            action: { type: "expire" },
          },
        ],
      });
      await client.send(
        new PutLifecyclePolicyCommand({ repositoryName: BACKEND, lifecyclePolicyText }),
      );
      const policyText = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: service }, Action: "ecr:BatchGetImage" },
        ],
      });
      await client.send(new SetRepositoryPolicyCommand({ repositoryName: BACKEND, policyText }));
      open({ production: { environment: "production" } });
      const { stdout } = await tool("adopt", "production");
      expect(stdout).toContain("a lifecycle policy of other rules");
      expect(stdout).toContain("sinceImagePushed");
      expect(stdout).toContain("a repository policy of other statements");
      expect(stdout).toContain(service);
      expect(stdout).toContain("the tag Environment is prod, and will be production");
      expect(stdout).toContain("its aws_ecr_lifecycle_policy stays in AWS");
    });

    it("sorts itself: thirty repositories of several environments", async () => {
      const environments = ["production", "staging", "qa", "demo", "test", "sandbox", "load"];
      const own = environments.flatMap((environment) => [
        `${environment}/artos-postgres-eks-backend`,
        `${environment}/artos-postgres-eks-celery`,
        `${environment}/frontend`,
      ]);
      const shared = ["redis", "onlyoffice", "litellm", "propelauth"].map(
        (name) => `thirdparty/${name}`,
      );
      const others = ["legacy", "production/other", "team/a", "team/b", "tools/c"];
      for (const name of [...own, ...shared, ...others]) await create(name, {}, false);
      open({
        production: { environment: "production" },
        shared: { environment: "shared", createThirdpartyRepos: true },
      });
      const { stdout } = await tool("adopt", "--json");
      const sorted: { name: string; belongsTo: string; exists: boolean }[] = JSON.parse(stdout);
      const of = (owner: string) =>
        sorted
          .filter(({ belongsTo, exists }) => exists && belongsTo === owner)
          .map(({ name }) => name);
      expect(of("production").sort()).toEqual(own.slice(0, 3).sort());
      expect(of("shared").sort()).toEqual(shared.sort());
      expect(of("not ours").sort()).toEqual(others.sort());
      expect(of("qa, not in main.ts").sort()).toEqual(own.slice(6, 9).sort());
      expect(sorted.filter(({ exists }) => exists)).toHaveLength(30);
      expect(sorted.filter(({ exists }) => !exists)).toHaveLength(3);
    });
  });

  describe("what a module made", () => {
    async function oldProject(source = WITH_FOR_EACH): Promise<Terraform> {
      const terraform = playground.terraform(playground.folder());
      mkdirSync(terraform.file("old"));
      writeFileSync(terraform.file("old/main.tf"), source);
      writeFileSync(terraform.file("main.tf"), ROOT);
      await terraform.init();
      await terraform.plan();
      await terraform.apply();
      return terraform;
    }
    const showState = async (terraform: Terraform) =>
      project.write("old.json", await terraform.run("show", "-json"));

    it.each([
      ["for_each", WITH_FOR_EACH],
      ["count", WITH_COUNT],
    ])("moves over by the documented steps, each run twice, with %s", async (_, source) => {
      const old = await oldProject(source);
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      const state = await showState(old);

      expect(await foundSettings("--state", state)).toEqual(SAME);
      const first = await json("adopt", "production", "--state", state);
      const again = await json("adopt", "production", "--state", state);
      expect(again).toEqual(first);
      expect(await outcomes()).toEqual({
        code: 0,
        [BACKEND]: "adopted as it is",
        [CELERY]: "adopted as it is",
        [FRONTEND]: "adopted as it is",
      });
      await deploy();
      expect(await deploy()).toEqual({});
      expect(actionsOf(await old.plan()), "between the steps").toEqual({});

      const release = join(project.stackFolder("production"), "release.sh");
      const held = (await old.run("state", "list")).split("\n").find((line) => /this/.test(line));
      await old.run("state", "rm", held ?? ""); // interrupted after the first
      expect(await script(release, old.folder)).toMatchObject({ code: 0 });
      expect(await script(release, old.folder)).toMatchObject({ code: 0 });
      writeFileSync(old.file("main.tf"), ROOT_WITHOUT_MODULE);
      expect(actionsOf(await old.plan())).toEqual({});
      expect(await old.run("state", "list")).toBe("terraform_data.other\n");
      expect(actionsOf(await stack().plan())).toEqual({});
      expect(await imagesIn(playground.moto)).toEqual(images);
    });

    it("moves over by commands, for Terraform before 1.5", async () => {
      const old = await oldProject();
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      const state = await showState(old);
      await tool("adopt", "production", "--state", state, "--script");
      const terraform = stack();
      await terraform.init();
      await terraform.run("import", "aws_ecr_repository.backend", BACKEND); // interrupted
      const adopt = join(terraform.folder, "adopt.sh");
      const adopted = await script(adopt, terraform.folder);
      expect(adopted.code, adopted.stderr).toBe(0);
      expect(await script(adopt, terraform.folder)).toMatchObject({ code: 0 });
      expect(Object.values(actionsOf(await terraform.plan())).join()).not.toContain("delete");
      await terraform.apply();
      expect(actionsOf(await terraform.plan())).toEqual({});
      expect(await imagesIn(playground.moto)).toEqual(images);
    });

    it("moves under modules/ecr in the same root module", async () => {
      const old = await oldProject();
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      const state = await showState(old);
      const { stdout } = await tool("adopt-module", "production", "module.ecr", "--state", state);
      const ours = playground.root({}).file("modules");
      const module = `module "ecr" {
  source                      = "${ours}/ecr"
  environment                 = "production"
  max_image_count             = 20
  enable_cross_account_access = true
  cross_account_ids           = ["222222222222"]
  tags                        = { Team = "platform" }
}
`;
      writeFileSync(old.file("main.tf"), ROOT_WITHOUT_MODULE + module);
      writeFileSync(old.file("moved.tf"), stdout);
      await old.init();
      expect(actionsOf(await old.plan())).toEqual({});
      await old.apply();
      const addresses = await old.run("state", "list");
      expect(addresses).toContain("module.ecr.aws_ecr_repository.backend\n");
      expect(addresses).not.toContain("this[");
      expect(await imagesIn(playground.moto)).toEqual(images);
    });

    it("is adopted after drift, and put right in place", async () => {
      const old = await oldProject();
      await client.send(
        new PutLifecyclePolicyCommand({
          repositoryName: FRONTEND,
          lifecyclePolicyText: JSON.stringify({
            rules: [
              {
                rulePriority: 1,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 99 },
                action: { type: "expire" },
              },
            ],
          }),
        }),
      );
      const images = await pushImages(playground.moto);
      open({ production: SAME });
      await tool("adopt", "production", "--state", await showState(old));
      const { code, stdout } = await tool("adopt", "production", "--check");
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /production\/frontend +changed in place +lifecycle policy changed: ECR will expire all but the newest 20/,
      );
      await deploy();
      expect(actionsOf(await stack().plan())).toEqual({});
      expect(await imagesIn(playground.moto)).toEqual(images);
    });
  });

  it("refuses a file that holds no state, and a component's stack with nothing to adopt", async () => {
    open({ production: SAME });
    const noState = await tool("adopt", "production", "--state", project.write("a.json", "{}"));
    expect(noState.code).toBe(2);
    expect(noState.stderr).toContain("holds no Terraform state");
    const nothing = await tool("adopt", "production");
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain("there is nothing to adopt");
    const path = join(project.stackFolder("production"), "cdk.tf.json");
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveProperty("resource");
  });
});

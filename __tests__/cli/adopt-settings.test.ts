import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRepositoryCommand, PutLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { CliProject } from "../support/cli-project.ts";
import { keepLast } from "../support/document.ts";
import { MOTO_ACCOUNT, type Moto, startMoto } from "../support/moto.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

describeWith("moto_server")("adopt", () => {
  let moto: Moto;
  const projects: CliProject[] = [];
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterEach(() => moto.reset());
  afterAll(async () => {
    for (const project of projects) project.remove();
    await moto.stop();
  });

  function open(stacks: Record<string, EnvironmentSettings>): CliProject {
    const project = new CliProject(stacks);
    projects.push(project);
    return project;
  }

  async function create(name: string, region = "us-east-1", tags: Record<string, string> = {}) {
    await ecrClient(moto, region).send(
      new CreateRepositoryCommand({
        repositoryName: name,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  }

  test("the settings keep what the repositories have of their own", async () => {
    const settings: EnvironmentSettings = {
      environment: "payments",
      region: "eu-west-1",
      accountId: MOTO_ACCOUNT,
      repositories: [
        { component: "api", name: "api", purpose: "API", maxImageCount: 5 },
        { component: "worker", name: "worker", purpose: "Worker" },
      ],
    };
    for (const { name } of settings.repositories ?? [])
      await create(`payments/${name}`, "eu-west-1");
    const { stdout } = await open({ payments: settings }).run(moto.env, "adopt", "payments");
    expect(stdout).toContain(`
  new EnvironmentStack(app, "payments", {
    environment: "payments",
    region: "eu-west-1",
    accountId: "${MOTO_ACCOUNT}",
    repositories: [
      { component: "api", name: "api", purpose: "api" },
      { component: "worker", name: "worker", purpose: "worker" },
    ],
  });`);
  });

  test("the settings keep the third-party repositories", async () => {
    await create("thirdparty/redis");
    const project = open({ shared: { environment: "shared", createThirdpartyRepos: true } });
    const { stdout } = await project.run(moto.env, "adopt", "shared");
    expect(stdout).toContain("createThirdpartyRepos: true,");
    expect(stdout).not.toContain("repositories:");
  });

  test("a tag that one repository has is kept, whatever its name", async () => {
    await create("production/frontend", "us-east-1", { constructor: "acme" });
    await create("production/artos-postgres-eks-backend");
    const project = open({ production: { environment: "production" } });
    const { stdout } = await project.run(moto.env, "adopt", "production");
    expect(stdout).toContain('component: "frontend", name: "frontend",');
    expect(stdout).toContain('tags: { constructor: "acme" } },');
  });

  test("what the rules refuse is not said as if it were right", async () => {
    await create("production/frontend", "us-east-1", { Owner: 'the "platform" team' });
    const lifecyclePolicyText = JSON.stringify(keepLast(1500));
    const repositoryName = "production/frontend";
    await ecrClient(moto).send(
      new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }),
    );
    const project = open({ production: { environment: "production" } });
    const { stdout } = await project.run(moto.env, "adopt", "production");
    const notCovered = stdout.slice(stdout.indexOf("What settings cannot express"));
    expect(notCovered).toContain(
      `production.tags["Owner"] is "the \\"platform\\" team": must have`,
    );
    expect(stdout).toContain('lifecycleRules: [{ tagStatus: "any", keepNewest: 1500 }],');
  });

  test("what the last synth leaves alone is told, rule by rule, until the settings are taken over", async () => {
    await create("production/frontend");
    const lifecyclePolicyText = JSON.stringify(keepLast(20));
    const repositoryName = "production/frontend";
    await ecrClient(moto).send(
      new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }),
    );
    const project = open({ production: { environment: "production" } });
    const { stdout } = await project.run(moto.env, "adopt", "production");
    expect(stdout).toContain(
      `Policies that only the settings of the last synth leave alone in AWS:\n  ${repositoryName}: lifecycle policy, rule 1: images expire, all but the newest 20`,
    );
    project.synth({ production: { environment: "production", maxImageCount: 20 } });
    expect((await project.run(moto.env, "adopt", "production")).stdout).not.toContain(
      "leave alone",
    );
  });

  test("what is written takes the place of what was", async () => {
    await create("production/frontend");
    const project = open({ production: { environment: "production" } });
    const file = (name: string) => join(project.stackFolder("production"), name);
    const state = project.write("old.json", {
      values: {
        root_module: {
          resources: [
            {
              address: 'aws_ecr_repository.it["it\'s"]',
              mode: "managed",
              type: "aws_ecr_repository",
              values: {
                name: "production/frontend",
                arn: "arn:aws:ecr:us-east-1:123456789012:repository/production/frontend",
              },
            },
          ],
        },
      },
    });
    await project.run(moto.env, "adopt", "production", "--script", "--state", state);
    expect(existsSync(file("adopt.sh"))).toBe(true);
    expect(readFileSync(file("release.sh"), "utf8")).toContain(
      `release 'aws_ecr_repository.it["it'\\''s"]'`,
    );
    await project.run(moto.env, "adopt", "production");
    expect(existsSync(file("adopt.sh"))).toBe(false);
    expect(existsSync(file("release.sh"))).toBe(false);
    expect(readFileSync(file("adopt.tf"), "utf8")).toContain(
      'import {\n  to = aws_ecr_repository.frontend\n  id = "production/frontend"\n}',
    );
  });

  test("an environment with an account and one without are in one registry", async () => {
    await create("production/frontend");
    await create("staging/frontend");
    const project = open({
      production: { environment: "production", accountId: MOTO_ACCOUNT },
      staging: { environment: "staging" },
    });
    const { stdout } = await project.run(moto.env, "adopt", "--json");
    const existing = JSON.parse(stdout).filter(({ exists }: { exists: boolean }) => exists);
    expect(existing).toMatchObject([
      { name: "production/frontend", belongsTo: "production" },
      { name: "staging/frontend", belongsTo: "staging" },
    ]);
  });

  test("nothing to adopt is told, and so are options that need a stack", async () => {
    const project = open({ production: { environment: "production" } });
    const nothing = await project.run(moto.env, "adopt", "production");
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain("there is nothing to adopt");
    const check = await project.run(moto.env, "adopt", "--check");
    expect(check.code).toBe(2);
    expect(check.stderr).toContain("need a stack");
  });
});

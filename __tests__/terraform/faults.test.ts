import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { keepLast, pullFrom } from "../support/document.ts";
import { FaultyProxy } from "../support/faulty-proxy.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient, readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const SETTINGS: EnvironmentSettings = {
  environment: "qa",
  maxImageCount: 5,
  enableCrossAccountAccess: true,
  crossAccountIds: ["111111111111"],
};
const APPLY = ["apply", "-auto-approve", "-no-color"] as const;

describeReal("after a fault", () => {
  const proxy = new FaultyProxy();
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open((endpoint) => proxy.listen(endpoint));
  });
  afterEach(async () => {
    proxy.behave();
    await playground.moto.reset();
  });
  afterAll(async () => {
    await playground?.close();
    proxy.close();
  });

  const initialized = async () => {
    const terraform = playground.stack(SETTINGS);
    await terraform.init();
    return terraform;
  };

  const expectDocumentedState = async (terraform: Terraform) => {
    expect(actionsOf(await terraform.plan())).toEqual({});
    const actual = await readBack(playground.moto);
    expect(Object.keys(actual)).toHaveLength(3);
    for (const [name, repository] of Object.entries(actual)) {
      expect(repository).toEqual({
        tagMutability: "IMMUTABLE",
        scanOnPush: true,
        encryption: { type: "AES256", key: undefined },
        tags: { Environment: "qa", Component: name.split(/[/-]/).at(-1) },
        lifecyclePolicy: keepLast(5),
        repositoryPolicy: pullFrom("arn:aws:iam::111111111111:root"),
      });
    }
  };

  it.each([
    ["throttling", { status: 400, type: "ThrottlingException" }],
    ["a failing service", { status: 500, type: "ServerException" }],
  ])("%s: the same apply ends in the documented state", async (_fault, answer) => {
    const terraform = await initialized();
    const refused = new Map<string, number>();
    proxy.answerTo = (operation) => {
      if (operation === "") return undefined; // STS, which the provider asks when it starts
      const count = refused.get(operation) ?? 0;
      refused.set(operation, count + 1);
      return count < 2 ? answer : undefined;
    };
    await terraform.run(...APPLY);
    expect(refused.get("CreateRepository")).toBeGreaterThan(3);
    await expectDocumentedState(terraform);
  });

  it("an apply killed between two repositories: the next apply finishes it", async () => {
    const terraform = await initialized();
    let created = 0;
    let kill = () => {};
    proxy.answerTo = (operation) => {
      if (operation !== "CreateRepository") return undefined;
      created += 1;
      if (created === 1) return undefined;
      kill();
      return { status: 500, type: "ServerException" };
    };
    const killed = terraform.start(...APPLY, "-parallelism=1");
    kill = killed.kill;
    await killed.ended;
    proxy.behave();
    expect(Object.keys(await readBack(playground.moto))).toHaveLength(1);
    await terraform.run(...APPLY);
    await expectDocumentedState(terraform);
  });

  it("an apply killed while AWS makes a repository: the error names it, an import finishes it", async () => {
    const terraform = await initialized();
    let kill = () => {};
    proxy.beforePassingOn = async (operation) => {
      if (operation !== "CreateRepository") return;
      kill();
      await new Promise(() => {});
    };
    const killed = terraform.start(...APPLY, "-parallelism=1");
    kill = killed.kill;
    await killed.ended;
    proxy.behave();

    const { code, stderr } = await terraform.try(...APPLY);
    expect(code).toBe(1);
    expect(stderr).toContain("RepositoryAlreadyExistsException");
    const [, component] = stderr.match(/with aws_ecr_repository\.(\w+)/) ?? [];
    const [, name] = stderr.match(/creating ECR Repository \((.+?)\)/) ?? [];
    await terraform.run("import", "-no-color", `aws_ecr_repository.${component}`, `${name}`);
    await terraform.run(...APPLY);
    await expectDocumentedState(terraform);
  });

  it("a repository that exists already: the error names it, an import adopts it with its images", async () => {
    const client = ecrClient(playground.moto);
    await client.send(new CreateRepositoryCommand({ repositoryName: "qa/frontend" }));
    const images = await pushImages(playground.moto);
    const terraform = await initialized();
    const { code, stderr } = await terraform.try(...APPLY);
    expect(code).toBe(1);
    expect(stderr).toMatch(/creating ECR Repository \(qa\/frontend\)[\s\S]+already exists/);
    expect(await imagesIn(playground.moto)).toMatchObject(images);

    await terraform.run("import", "-no-color", "aws_ecr_repository.frontend", "qa/frontend");
    const actions = actionsOf(await terraform.plan());
    expect(Object.values(actions).filter((action) => action.includes("delete"))).toEqual([]);
    await terraform.apply();
    await expectDocumentedState(terraform);
    expect(await imagesIn(playground.moto)).toMatchObject(images);
  });

  it("two applies at once: one waits its turn or is refused, and nothing is lost", async () => {
    const terraform = await initialized();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = () => {};
    const underWay = new Promise<void>((resolve) => {
      reached = resolve;
    });
    proxy.beforePassingOn = async (operation) => {
      if (operation !== "CreateRepository") return;
      reached();
      await held;
    };
    const first = terraform.run(...APPLY);
    await underWay;
    const second = await terraform.try(...APPLY);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("Error acquiring the state lock");
    release();
    await first;
    await expectDocumentedState(terraform);
  });

  it("changes by hand: the plan shows them, and an apply takes them back", async () => {
    const terraform = await initialized();
    await terraform.run(...APPLY);
    const client = ecrClient(playground.moto);
    const repositoryName = "qa/frontend";
    const resourceArn = `arn:aws:ecr:us-east-1:123456789012:repository/${repositoryName}`;
    const policyText = JSON.stringify(pullFrom("arn:aws:iam::999999999999:root"));
    await client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    await client.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await client.send(
      new TagResourceCommand({ resourceArn, tags: [{ Key: "Owner", Value: "me" }] }),
    );
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["Component"] }));
    expect(actionsOf(await terraform.plan())).toEqual({
      "aws_ecr_repository.frontend": "update",
      "aws_ecr_lifecycle_policy.frontend": "create",
      "aws_ecr_repository_policy.frontend": "update",
    });
    await terraform.apply();
    await expectDocumentedState(terraform);
  });
});

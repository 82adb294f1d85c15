import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { pushImages } from "../support/images.ts";
import { type Moto, startMoto } from "../support/moto.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

const NAMES = ["payments/api", "payments/web", "payments/worker"];
const IMAGES = 3;

describeWith("moto_server")("a review of real plans, in any folder", () => {
  // Nothing is synthesized here.
  const project = new CliProject({});
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    const client = ecrClient(moto);
    for (const repositoryName of NAMES) {
      await client.send(new CreateRepositoryCommand({ repositoryName }));
    }
    await pushImages(moto, IMAGES);
  });
  afterAll(async () => {
    project.remove();
    await moto?.stop();
  });

  const review = (plan: string, ...args: string[]) =>
    project.run(
      { ...moto.env, AWS_REGION: "us-east-1" },
      ...["review", "--plan", `${process.cwd()}/__tests__/plans/${plan}`, ...args],
    );

  it.each<[plan: string, images: number[]]>([
    ["tfm-unchanged.json", []],
    ["tfm-module-moved.json", []],
    ["tfm-a-name-dropped.json", [IMAGES]],
    ["tfm-kms.json", [IMAGES, IMAGES, IMAGES]],
    ["tfm-module-renamed.json", [IMAGES, IMAGES, IMAGES]],
    ["tfm-an-account-loses-access.json", [IMAGES, IMAGES, IMAGES]],
    ["tfm-fewer-images-kept.json", [2, 2, 2]],
    ["tfm-force-delete.json", [IMAGES, IMAGES, IMAGES]],
    ["tfm-mutable.json", [IMAGES, IMAGES, IMAGES]],
  ])("counts the images at stake in %s", async (plan, images) => {
    const { code, stdout } = await review(plan, "--json");
    const { findings } = JSON.parse(stdout);
    expect(findings.map((finding: { images: number }) => finding.images)).toEqual(images);
    expect(code).toBe(images.length > 0 ? 1 : 0);
  });

  it("finds repositories that stay behind in another region", async () => {
    const plan = `${process.cwd()}/__tests__/plans/tfm-another-region.json`;
    const env = { ...moto.env, AWS_REGION: "eu-west-1" };
    const { code, stdout } = await project.run(env, "review", "--plan", plan, "--json");
    const { findings } = JSON.parse(stdout);
    expect(findings).toHaveLength(3);
    for (const finding of findings) expect(finding).toMatchObject({ kind: "elsewhere", images: 3 });
    expect(code).toBe(1);
  });

  it("prints them for people, and for a pull request", async () => {
    const { stdout } = await review("tfm-a-name-dropped.json");
    expect(stdout).toContain("Images      3 images");
    const { stdout: markdown } = await review("tfm-a-name-dropped.json", "--markdown");
    expect(markdown).toMatch(/^### ❌ Images and access/);
    expect(markdown).toContain("**destroy** `payments/worker`");
  });
});

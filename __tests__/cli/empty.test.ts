import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  type ECRClient,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { fakeDigest as digest } from "../support/fake-ecr.ts";
import { imagesIn } from "../support/images.ts";
import { type Moto, startMoto } from "../support/moto.ts";
import { run } from "../support/processes.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

const IMAGE = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";

describeWith("moto_server")("the tool empties a stack", () => {
  let moto: Moto;
  let client: ECRClient;
  let project: CliProject;

  beforeAll(async () => {
    moto = await startMoto();
    client = ecrClient(moto);
    const repositories = ["api", "worker"].map((name) => ({
      component: name,
      name,
      purpose: name,
    }));
    project = new CliProject({
      qa: { environment: "qa", repositories, preventDestroy: false },
      production: { environment: "production", repositories },
    });
  });
  afterAll(async () => {
    project.remove();
    await moto.stop();
  });
  beforeEach(async () => {
    await moto.reset();
    for (const name of ["qa/api", "production/api", "production/worker"]) await fill(name);
  });

  /** Creates a repository with a multi-platform image and 150 others. */
  async function fill(repositoryName: string): Promise<void> {
    await client.send(new CreateRepositoryCommand({ repositoryName }));
    const put = (index: number, manifest: object, imageTag?: string) =>
      client.send(
        new PutImageCommand({
          repositoryName,
          imageTag,
          imageDigest: digest(index),
          imageManifest: JSON.stringify({ schemaVersion: 2, ...manifest }),
        }),
      );
    for (let index = 0; index < 150; index += 1) {
      const config = { size: 1_000, digest: digest(index) };
      await put(index, { mediaType: IMAGE, config, layers: [] }, `v${index}`);
    }
    const manifests = [0, 1].map((index) => ({ mediaType: IMAGE, digest: digest(index) }));
    await put(1_000, { mediaType: INDEX, manifests }, "all");
  }

  async function count(): Promise<Record<string, number>> {
    const images = await imagesIn(moto);
    return Object.fromEntries(Object.entries(images).map(([name, ids]) => [name, ids.length]));
  }

  const FULL = { "production/api": 151, "production/worker": 151 };

  /** Runs the tool on a terminal of its own, where somebody types. */
  function runOnTerminal(typed: string, ...args: string[]) {
    const command = [process.execPath, "bin/artos-ecr", ...args].join(" ");
    return run("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      env: { ...CLEAN_ENV, ...moto.env, CDKTF_OUTDIR: `${project.folder}/cdktf.out` },
      input: typed,
    });
  }

  test("confirmed by an option", async () => {
    const args = ["empty", "qa", "--confirm", "qa", "--json"];
    const { code, stdout, stderr } = await project.run(moto.env, ...args);
    expect(stderr).toContain("  qa/api: 151 images, 150.0 kB, newest tags ");
    expect(stderr).toContain("  qa/worker: does not exist\n");
    expect(stderr).toContain("qa/api: deleting, 50 to go\n");
    expect(JSON.parse(stdout)).toMatchObject({
      repositories: [{ repository: "qa/api", images: 151, left: [] }],
      missing: ["qa/worker"],
    });
    expect(code).toBe(0);
    expect(await count()).toEqual({ "qa/api": 0, ...FULL });
    await client.send(new DeleteRepositoryCommand({ repositoryName: "qa/api" }));
  });

  test("without a terminal it shows what is there, and refuses", async () => {
    const { code, stdout, stderr } = await project.run(moto.env, "empty", "qa");
    expect(stderr).toContain("qa/api: 151 images");
    expect(stderr).toContain("There is no terminal to ask on. Nothing was deleted");
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(await count()).toEqual({ "qa/api": 151, ...FULL });
  });

  test("an empty --confirm is a wrong name, no question", async () => {
    const { code, stderr } = await project.run(moto.env, "empty", "qa", "--confirm", "");
    expect(stderr).toContain('--confirm is "": must be "qa"');
    expect(code).toBe(1);
    expect(await count()).toEqual({ "qa/api": 151, ...FULL });
  });

  test("a protected stack is refused, in JSON too", async () => {
    const args = ["empty", "production", "--confirm", "production", "--json"];
    const { code, stdout } = await project.run(moto.env, ...args);
    expect(JSON.parse(stdout).error).toContain("set `preventDestroy: false`, run `npm run synth`");
    expect(code).toBe(1);
    expect(await count()).toEqual({ "qa/api": 151, ...FULL });
  });

  // Other systems' script takes other options.
  const describeTerminal = process.platform === "linux" ? describeWith("script") : describe.skip;
  describeTerminal("on a terminal", () => {
    test("with the stack's name", async () => {
      const { code, stdout } = await runOnTerminal("qa\r", "empty", "qa", "api");
      expect(stdout).toContain("Type the stack's name to delete 151: ");
      expect(stdout).toContain("qa/api: 151 of 151 images deleted");
      expect(code).toBe(0);
      expect(await count()).toEqual({ "qa/api": 0, ...FULL });
    });

    test.each([
      ["another name", "production\r", 'The answer is "production"'],
      ["the end of input", "\u0004", "The answer is missing"],
    ])("not with %s", async (_, typed, message) => {
      const { code, stdout } = await runOnTerminal(typed, "empty", "qa");
      expect(stdout).toContain(message);
      expect(code).toBe(1);
      expect(await count()).toEqual({ "qa/api": 151, ...FULL });
    });
  });
});

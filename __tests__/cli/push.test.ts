import { chmodSync } from "node:fs";
import { CreateRepositoryCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "../support/ecr-with-registry.ts";
import { manifestFor } from "../support/images.ts";
import { writeImage } from "../support/oci-image.ts";
import { run } from "../support/processes.ts";
import { temporaryFolder } from "../support/program.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
  "podman",
)("with Podman", () => {
  let ecr: EcrWithRegistry;
  let project: CliProject;
  let env: Record<string, string>;

  beforeAll(async () => {
    ecr = await startEcrWithRegistry();
    project = new CliProject({
      development: { environment: "development", imageTagMutability: "MUTABLE" },
      production: { environment: "production" },
      bound: { environment: "bound", accountId: "999999999999" },
    });
    env = { ...ecr.env, PATH: `${withoutDocker(project)}:${process.env.PATH}` };
    const client = ecrClient(ecr.moto);
    const repositories = [
      ["development/artos-postgres-eks-backend", "MUTABLE"],
      ["production/artos-postgres-eks-backend", "IMMUTABLE"],
    ] as const;
    for (const [repositoryName, imageTagMutability] of repositories) {
      await client.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
      await client.send(
        new PutImageCommand({
          repositoryName,
          imageTag: "v1",
          imageManifest: manifestFor(repositoryName),
        }),
      );
    }
    const { path, remove } = temporaryFolder();
    writeImage(path, "backend");
    const built = `${ecr.upstream.address}/backend:built`;
    await ecr.publish(path, built);
    remove();
    await podman("pull", "--quiet", built);
    for (const tag of ["v1", "v2"]) await podman("tag", built, `backend:${tag}`);
  });
  afterAll(async () => {
    project.remove();
    await ecr.stop();
  });

  async function podman(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run("podman", args, {
      env: { ...process.env, ...ecr.env },
    });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }

  test("login logs in to the stack's registry", async () => {
    const { code, stdout } = await project.run(env, "login", "production");
    expect(stdout).toContain(`Logged in to ${ecr.registry.address}`);
    expect(code).toBe(0);
    expect(await podman("login", "--get-login", ecr.registry.address)).toContain("AWS");
  });

  test("push pushes a local image by name and prints the digest", async () => {
    const args = ["push", "production", "backend", "v2", "stable", "--json"];
    const { code, stdout, stderr } = await project.run(env, ...args);
    expect(code, stderr).toBe(0);
    const { pushed } = JSON.parse(stdout);
    const uri = `${ecr.registry.address}/production/artos-postgres-eks-backend`;
    const digest = await ecr.digest(`${uri}:v2`);
    expect(pushed).toEqual([
      { reference: `${uri}:v2`, digest },
      { reference: `${uri}:stable`, digest: await ecr.digest(`${uri}:stable`) },
    ]);
  });

  test("a tag that exists may be pushed again where tags are mutable", async () => {
    const { code, stdout } = await project.run(env, "push", "development", "backend", "v1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/development\/artos-postgres-eks-backend:v1@sha256:[0-9a-f]{64}/);
  });

  test("a tag that exists in an immutable repository is refused before anything is pushed", async () => {
    const args = ["push", "production", "backend", "fresh", "v1", "--image", "backend:v2"];
    const { code, stderr } = await project.run(env, ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /production\/artos-postgres-eks-backend:v1 exists already as sha256:[0-9a-f]+/,
    );
    expect(stderr).toContain("Nothing was pushed");
    const fresh = `${ecr.registry.address}/production/artos-postgres-eks-backend:fresh`;
    await expect(ecr.digest(fresh)).rejects.toThrow("unknown");
  });

  test("a repository that does not exist is refused", async () => {
    const args = ["push", "production", "celery", "v1", "--image", "backend:v1"];
    const { code, stderr } = await project.run(env, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain("run `npx cdktf deploy production` first");
  });

  test("an image that does not exist is refused", async () => {
    const { code, stderr } = await project.run(env, "push", "production", "backend", "v9");
    expect(code).toBe(1);
    expect(stderr).toContain("backend:v9: podman has no such image");
  });

  test("credentials of another account than the stack's are refused", async () => {
    const { code, stderr } = await project.run(env, "login", "bound");
    expect(code).toBe(1);
    expect(stderr).toContain("bound is bound to account 999999999999");
  });
});

/** A folder with a Docker that has no engine. */
function withoutDocker(project: CliProject): string {
  const docker = project.write("docker", "#!/bin/sh\nexit 1\n");
  chmodSync(docker, 0o755);
  return project.folder;
}

import { readFileSync } from "node:fs";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "../support/ecr-with-registry.ts";
import { writeImage } from "../support/oci-image.ts";
import { temporaryFolder } from "../support/program.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

const SHARED = {
  environment: "shared",
  createThirdpartyRepos: true,
  imageTagMutability: "MUTABLE",
} as const;

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
)("mirror", () => {
  let ecr: EcrWithRegistry;
  let project: CliProject;

  beforeAll(async () => {
    ecr = await startEcrWithRegistry();
    project = new CliProject({ shared: SHARED });
    const client = ecrClient(ecr.moto);
    for (const component of ["redis", "onlyoffice", "litellm"]) {
      const repositoryName = `thirdparty/${component}`;
      await client.send(new CreateRepositoryCommand({ repositoryName }));
    }
    await client.send(
      new CreateRepositoryCommand({
        repositoryName: "thirdparty/propelauth",
        imageTagMutability: "IMMUTABLE",
      }),
    );
  });
  afterAll(async () => {
    project.remove();
    await ecr.stop();
  });

  async function publish(reference: string, content = reference): Promise<string> {
    const { path, remove } = temporaryFolder();
    const digest = writeImage(path, content);
    await ecr.publish(path, reference);
    remove();
    return digest;
  }

  async function mirror() {
    const { code, stdout, stderr } = await project.run(ecr.env, "mirror", "shared", "--json");
    return { code, stderr, images: JSON.parse(stdout).images };
  }

  test("copies the project's own manifest: whole, by digest, and once", async () => {
    const manifest = readFileSync("third-party-images.json", "utf8");
    project.write("third-party-images.json", manifest);
    const wanted: { component: string; upstream: string; tags: string[] }[] = JSON.parse(manifest);
    const expected = [];
    for (const { component, upstream, tags } of wanted) {
      const path = upstream.includes("/") ? upstream : `library/${upstream}`;
      for (const tag of tags) {
        const digest = await publish(`${ecr.upstream.address}/${path}:${tag}`);
        expected.push({ component, tag, digest, result: "copied" });
      }
    }
    expect(await mirror()).toMatchObject({ code: 0, images: expected });
    for (const { component, tag, digest } of expected) {
      const reference = `${ecr.registry.address}/thirdparty/${component}:${tag}`;
      expect(await ecr.digest(reference)).toBe(digest);
    }
    const again = expected.map((image) => ({ ...image, result: "there already" }));
    expect(await mirror()).toMatchObject({ code: 0, images: again });
  });

  test("leaves the others done where one fails", async () => {
    await publish(`${ecr.upstream.address}/some/tool:2`);
    project.write("third-party-images.json", [
      { component: "redis", upstream: `${ecr.upstream.address}/missing`, tags: ["1"] },
      { component: "litellm", upstream: `${ecr.upstream.address}/some/tool`, tags: ["1", "2"] },
    ]);
    const { code, images } = await mirror();
    expect(code).toBe(1);
    expect(images).toMatchObject([
      { component: "redis", tag: "1", result: "failed", error: expect.stringContaining("skopeo") },
      { component: "litellm", tag: "1", result: "failed" },
      { component: "litellm", tag: "2", result: "copied" },
    ]);
  });

  test("follows a tag that moved upstream, unless the repository's tags are immutable", async () => {
    const image = (component: string) => ({
      component,
      upstream: `${ecr.upstream.address}/moving`,
      tags: ["latest"],
    });
    project.write("third-party-images.json", [image("redis"), image("propelauth")]);
    const before = await publish(`${ecr.upstream.address}/moving:latest`, "before");
    expect(await mirror()).toMatchObject({ code: 1 }); // propelauth:latest is another image by now
    const after = await publish(`${ecr.upstream.address}/moving:latest`, "after");
    const { code, images } = await mirror();
    expect(code).toBe(1);
    expect(images).toMatchObject([
      { component: "redis", result: "copied", digest: after },
      { component: "propelauth", result: "failed", error: expect.stringContaining("immutable") },
    ]);
    expect(after).not.toBe(before);
    expect(await ecr.digest(`${ecr.registry.address}/thirdparty/redis:latest`)).toBe(after);
  });

  test("fails for a repository that is not deployed, and does the others", async () => {
    const client = new CliProject({ staging: { environment: "staging" }, shared: SHARED });
    client.write("third-party-images.json", [
      { component: "backend", upstream: `${ecr.upstream.address}/some/tool`, tags: ["2"] },
    ]);
    const { code, stdout } = await client.run(ecr.env, "mirror", "staging");
    client.remove();
    expect(code).toBe(1);
    expect(stdout).toContain("run `npx cdktf deploy staging` first");
  });
});

describe("a wrong manifest", () => {
  test("is refused with all that is wrong, before anything is done", async () => {
    const project = new CliProject({ shared: SHARED });
    project.write("third-party-images.json", [
      { component: "redis", upstream: "redis:7", tags: ["7"] },
      { upstream: "redis", tags: [] },
      { component: "redis", upstream: "redis", tags: ["7", "-7"] },
    ]);
    const { code, stderr } = await project.run(NO_AWS, "mirror", "shared");
    project.write("third-party-images.json", [
      { component: "mysql", upstream: "mysql", tags: ["9"] },
    ]);
    const unknown = await project.run(NO_AWS, "mirror", "shared");
    project.remove();
    expect(code).toBe(2);
    expect(stderr).toContain('[0].upstream is "redis:7": must be an image reference without a tag');
    expect(stderr).toContain("[1].component is not set");
    expect(stderr).toContain("[1].tags is []");
    expect(stderr).toContain('[2].tags[1] is "-7"');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("mysql: no such component in shared");
  });
});

import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CLEAN_ENV } from "../support/environment.ts";
import { run } from "../support/processes.ts";
import { Pushing } from "../support/pushing.ts";
import { describeWith } from "../support/real.ts";
import { shellBlocks } from "../support/shell-blocks.ts";

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
  "podman",
)("push with Podman", () => {
  let pushing: Pushing;

  beforeAll(async () => {
    pushing = await Pushing.start();
    await pushing.build("first", "backend:v1", "backend:v2");
    await pushing.build("second", "backend:other");
  });
  afterEach(() => {
    pushing.ecr.fault = () => undefined;
  });
  afterAll(() => pushing.stop());

  async function push(...args: string[]) {
    const { code, stdout, stderr } = await pushing.run("push", ...args, "--json");
    return { code, stderr, ...JSON.parse(stdout) };
  }

  const isTagged = (stack: string, tag: string) =>
    pushing.ecr.digest(`${pushing.uri(stack)}:${tag}`).then(
      () => true,
      () => false,
    );

  test("uploads once, gives the image its other tags, and prints the registry's digest", async () => {
    const uri = pushing.uri("production");
    let answer: Awaited<ReturnType<typeof push>> | undefined;
    const asked = await pushing.recording(async () => {
      answer = await push("production", "backend", "v2", "stable", "v2");
    });
    expect(answer?.code, answer?.stderr).toBe(0);
    const digest = await pushing.ecr.digest(`${uri}:v2`);
    expect(answer?.pushed).toEqual([
      { tag: "v2", reference: `${uri}:v2`, digest, result: "pushed" },
      { tag: "stable", reference: `${uri}:stable`, digest, result: "pushed" },
    ]);
    expect(await pushing.ecr.digest(`${uri}:stable`)).toBe(digest);
    expect(asked).toEqual(["PutImage stable"]);
  });

  test("a tag that holds this very image is done, though tags are immutable", async () => {
    const again = await push("production", "backend", "v2", "stable");
    expect(again).toMatchObject({
      code: 0,
      pushed: [
        { tag: "v2", result: "there already" },
        { tag: "stable", result: "there already" },
      ],
    });
    const text = await pushing.run("push", "production", "backend", "v2");
    expect(text.stdout).toMatch(/^\S+:v2@sha256:[0-9a-f]{64}\n$/);
  });

  test("a second run finishes a push of three tags that failed at the second", async () => {
    const tags = ["a1", "a2", "a3", "--image", "backend:v1"];
    pushing.ecr.fault = (operation, { imageTag }) =>
      operation === "PutImage" && imageTag === "a2"
        ? { __type: "KmsException", message: "by the test" }
        : undefined;
    const failed = await pushing.run("push", "production", "backend", ...tags);
    expect(failed.code).toBe(3);
    expect(failed.stdout).toContain("KmsException");
    expect(failed.stdout).toMatch(/Done before that:\n\S+:a1@sha256/);
    expect(failed.stdout).toContain("Not done: a2, a3. The same command again does the rest.");

    pushing.ecr.fault = () => undefined;
    const finished = await push("production", "backend", ...tags);
    expect(finished.pushed).toMatchObject([
      { tag: "a1", result: "there already" },
      { tag: "a2", result: "pushed" },
      { tag: "a3", result: "pushed" },
    ]);
    const digests = finished.pushed.map(({ digest }: { digest: string }) => digest);
    expect(new Set(digests).size).toBe(1);
  });

  test("another image's tags are refused, all at once, before anything is uploaded", async () => {
    await push("production", "backend", "latest", "v3", "--image", "backend:other");
    const args = ["fresh", "v3", "latest", "--image", "backend:v1"];
    const { code, stderr } = await pushing.run("push", "production", "backend", ...args);
    expect(code).toBe(1);
    for (const tag of ["v3", "latest"]) {
      expect(stderr).toMatch(
        new RegExp(`eks-backend:${tag} is another image already, sha256:[0-9a-f]{64}`),
      );
    }
    expect(stderr).toContain("Leave out v3, latest, or choose other tags");
    expect(stderr).toContain('`imageTagMutability: "MUTABLE"`');
    expect(await isTagged("production", "fresh")).toBe(false);
  });

  test("a tag moves to another image where tags are mutable", async () => {
    await push("development", "backend", "v1");
    const { code, pushed } = await push(
      ...["development", "backend", "v1", "v2", "--image", "backend:other"],
    );
    expect(code).toBe(0);
    const digest = await pushing.ecr.digest(`${pushing.uri("development")}:v1`);
    expect(pushed).toMatchObject([
      { tag: "v1", result: "pushed", digest },
      { tag: "v2", result: "pushed", digest },
    ]);
  });

  test("what ECR cannot answer for a tag is no permission to upload", async () => {
    pushing.ecr.fault = (operation) =>
      operation === "BatchGetImage"
        ? ({ failures: [{ imageId: { imageTag: "new" }, failureCode: "KmsError" }] } as never)
        : undefined;
    const { code, stderr } = await pushing.run(
      ...["push", "production", "backend", "new", "--image", "backend:v1"],
    );
    expect(code).toBe(3);
    expect(stderr).toContain("eks-backend:new: KmsError");
    expect(await isTagged("production", "new")).toBe(false);
  });

  test("a repository that does not exist is refused", async () => {
    const args = ["push", "production", "celery", "v1", "--image", "backend:v1"];
    const { code, stderr } = await pushing.run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain("run `npx cdktf deploy production` first");
  });

  test("an image that does not exist is refused", async () => {
    const { code, stderr } = await pushing.run("push", "production", "backend", "v9");
    expect(code).toBe(1);
    expect(stderr).toContain("backend:v9: podman has no such image");
    expect(stderr).toContain("docker version ended with 1"); // Docker may have it.
  });

  test.each([
    "/nowhere/backend.tar",
    "./build",
    "../layout",
    "oci:/nowhere:v1",
    "oci-archive:a/b.tar",
  ])("%s, with no image there, is refused without asking Podman", async (path) => {
    const { code, stderr } = await pushing.run("push", "staging", "backend", "v9", "--image", path);
    expect(stderr).toBe(
      `${path}: there is no archive and no folder of an OCI image layout there.\n`,
    );
    expect(code).toBe(1);
  });

  test("an image is built, pushed and logged in for as the README says", async () => {
    const folder = pushing.project.folder;
    symlinkSync(resolve("bin"), join(folder, "bin"));
    mkdirSync(join(folder, "backend"));
    pushing.project.write("backend/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
    pushing.program("docker", '[ "$1" = build ] && exec podman "$@"; exit 1');
    const commands = shellBlocks("README.md")
      .flat()
      .filter((command) => /^(docker build|bin\/artos-ecr (login|push|logout)) /.test(command));
    expect(commands).toHaveLength(4);
    const { code, stderr } = await run("sh", ["-exc", commands.join("\n")], {
      cwd: folder,
      env: { ...CLEAN_ENV, ...pushing.env },
    });
    expect(code, stderr).toBe(0);
    expect(await isTagged("staging", "v1.2.3")).toBe(true);
  });
});

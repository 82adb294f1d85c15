import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve as toPath } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "../support/ecr-with-registry.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { writeImage } from "../support/oci-image.ts";
import { run } from "../support/processes.ts";
import { temporaryFolder } from "../support/program.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

const TOOL = toPath("bin/artos-ecr");

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

  async function mirror(...args: string[]) {
    const { code, stdout, stderr } = await project.run(
      ecr.env,
      "mirror",
      "shared",
      ...args,
      "--json",
    );
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
    const missing = (image: string) =>
      `upstream has no ${ecr.upstream.address}/${image}: correct the tag or the name in third-party-images.json`;
    expect(images).toMatchObject([
      { component: "redis", tag: "1", result: "failed", error: missing("missing:1") },
      { component: "litellm", tag: "1", result: "failed", error: missing("some/tool:1") },
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

  const upstreamOf = (name: string) => `${ecr.upstream.address}/${name}`;
  const inEcr = (image: string) => ecr.digest(`${ecr.registry.address}/thirdparty/${image}`);

  /** What ECR is asked while something is done. */
  async function asked(during: () => Promise<unknown>): Promise<string[]> {
    const operations: string[] = [];
    ecr.fault = (operation) => {
      operations.push(operation);
      return undefined;
    };
    await during();
    ecr.fault = () => undefined;
    return operations;
  }

  test("copies an image of several tags once, and lists a repository once", async () => {
    const tags = ["1", "1.2", "1.2.3"];
    for (const tag of tags) await publish(`${upstreamOf("aliases")}:${tag}`, "aliases");
    project.write("third-party-images.json", [
      { component: "onlyoffice", upstream: upstreamOf("aliases"), tags },
    ]);
    const first = await asked(async () => {
      const { code, images } = await mirror();
      expect([code, images.map(({ result }: { result: string }) => result)]).toEqual([
        0,
        ["copied", "copied", "copied"],
      ]);
    });
    expect(first.filter((operation) => operation === "PutImage")).toHaveLength(2);
    expect(await inEcr("onlyoffice:1.2.3")).toBe(await inEcr("onlyoffice:1"));
    const again = await asked(mirror);
    expect(again).toEqual(["GetAuthorizationToken", "DescribeRepositories", "DescribeImages"]);
  });

  // Other systems' script takes other options.
  const describeTerminal = process.platform === "linux" ? describeWith("script") : describe.skip;
  describeTerminal("on a terminal", () => {
    test("shows how many tags and bytes are copied; elsewhere it is silent", async () => {
      await publish(`${upstreamOf("shown")}:a`, "shown");
      await publish(`${upstreamOf("shown")}:b`, "shown");
      project.write("third-party-images.json", [
        { component: "litellm", upstream: upstreamOf("shown"), tags: ["a", "b"] },
      ]);
      const command = [process.execPath, TOOL, "mirror", "shared"].join(" ");
      const args = ["--quiet", "--return", "--command", command, "/dev/null"];
      const env = { ...CLEAN_ENV, ...ecr.env };
      const { code, stdout } = await run("script", args, { cwd: project.folder, env });
      expect(code, stdout).toBe(0);
      expect(stdout).toContain("\r1 of 2 tags compared\r2 of 2 tags compared\r\n");
      expect(stdout).toMatch(/\r1 of 2 tags copied, (1\.9 kB)\r2 of 2 tags copied, \1\r\n/);
      ecr.registry.clear();
      const silent = await project.run(ecr.env, "mirror", "shared");
      expect(silent).toMatchObject({ code: 0, stderr: "" });
      expect(silent.stdout).not.toContain("tags copied");
    });
  });

  test("copies nothing that is not the pinned image", async () => {
    const digest = await publish(`${upstreamOf("pinned")}:1`, "good");
    await publish(`${upstreamOf("pinned")}:2`, "bad");
    const entry = { component: "litellm", upstream: upstreamOf("pinned"), digest };
    project.write("third-party-images.json", [
      { ...entry, tags: ["2"] },
      { ...entry, tags: ["1"] },
    ]);
    const { code, images } = await mirror();
    expect(code).toBe(1);
    expect(images).toMatchObject([
      { tag: "2", result: "failed", error: expect.stringContaining(digest) },
      { tag: "1", result: "copied", digest },
    ]);
    expect(await inEcr("litellm:1")).toBe(digest);
  });

  test("reports what it would copy, and copies the images of one component", async () => {
    const digest = await publish(`${upstreamOf("partial")}:dry`);
    const entry = { upstream: upstreamOf("partial"), tags: ["dry"] };
    project.write("third-party-images.json", [
      { ...entry, component: "redis" },
      { ...entry, component: "litellm" },
    ]);
    const dry = await mirror("--dry-run");
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.images).toMatchObject([
      { component: "redis", result: "would be copied", digest },
      { component: "litellm", result: "would be copied", digest },
    ]);
    await expect(inEcr("redis:dry")).rejects.toThrow("unknown");
    const images = [{ component: "litellm", tag: "dry", result: "copied", digest }];
    expect(await mirror("litellm")).toMatchObject({ code: 0, images });
    await expect(inEcr("redis:dry")).rejects.toThrow("unknown");
    const { code, stderr } = await project.run(ecr.env, "mirror", "shared", "onlyoffice", "--json");
    expect([code, stderr.trim()]).toEqual([
      2,
      "third-party-images.json lists no image of onlyoffice.",
    ]);
  });

  test("asks nothing more after the credentials have expired", async () => {
    const tags = ["e1", "e2", "e3", "e4"];
    for (const tag of tags) await publish(`${upstreamOf("expiring")}:${tag}`, "expiring");
    project.write("third-party-images.json", [
      { component: "redis", upstream: upstreamOf("expiring"), tags },
    ]);
    const operations: string[] = [];
    ecr.fault = (operation) => {
      operations.push(operation);
      const message = "The security token included in the request is expired";
      return operation === "PutImage" ? { __type: "ExpiredTokenException", message } : undefined;
    };
    const { code, stdout } = await project.run(ecr.env, "mirror", "shared");
    ecr.fault = () => undefined;
    expect(code).toBe(1);
    expect(stdout).toMatch(/redis:e3 +not tried/);
    expect(stdout).toMatch(/redis:e4 +not tried/);
    expect(stdout).toContain("ExpiredTokenException");
    expect(stdout).toContain("Run it again");
    expect(operations.at(-1)).toBe("PutImage");
    expect(operations.filter((operation) => operation === "PutImage")).toHaveLength(1);
    const images = tags.map((tag) => ({ tag, digest: expect.stringContaining("sha256:") }));
    expect(await mirror()).toMatchObject({ code: 0, images });
  });

  test("finishes what a killed run began", async () => {
    const tags = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const images = [];
    for (const tag of tags) {
      images.push({ tag, digest: await publish(`${upstreamOf("killed")}:${tag}`) });
    }
    project.write("third-party-images.json", [
      { component: "propelauth", upstream: upstreamOf("killed"), tags },
    ]);
    const killed = spawn(process.execPath, [TOOL, "mirror", "shared"], {
      cwd: project.folder,
      env: { ...CLEAN_ENV, ...ecr.env },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => killed.on("exit", resolve));
    const isBegun = async () => {
      const list = `http://${ecr.registry.address}/v2/thirdparty/propelauth/tags/list`;
      return (await (await fetch(list)).text()).includes('"k');
    };
    while (killed.exitCode === null && !(await isBegun())) await sleep(5);
    killed.kill("SIGKILL");
    await ended;
    expect(killed.signalCode).toBe("SIGKILL");
    expect(await mirror()).toMatchObject({ code: 0, images });
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

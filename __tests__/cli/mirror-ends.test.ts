import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { EcrWire } from "../support/ecr-wire.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "../support/ecr-with-registry.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { HoldingRegistry } from "../support/holding-registry.ts";
import { writeImage } from "../support/oci-image.ts";
import { temporaryFolder } from "../support/program.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

const TOOL = resolve("bin/artos-ecr");
const AT_ONCE = 4;
const QUICK = ["q1", "q2"];
const SLOW = ["s1", "s2", "s3", "s4", "s5", "s6"];

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
)("a mirror that a signal ends", () => {
  let ecr: EcrWithRegistry;
  let project: CliProject;
  let slow: HoldingRegistry;
  let temporary: string;

  beforeAll(async () => {
    ecr = await startEcrWithRegistry();
    project = new CliProject({ shared: { environment: "shared", createThirdpartyRepos: true } });
    temporary = join(project.folder, "tmp");
    mkdirSync(temporary);
    slow = new HoldingRegistry(ecr.upstream.address);
    const address = await slow.listen();
    appendFileSync(
      join(`${ecr.env.HOME}`, ".config", "containers", "registries.conf"),
      `\n[[registry]]\nlocation = "${address}"\ninsecure = true\n`,
    );
    const repositoryName = "thirdparty/redis";
    await ecrClient(ecr.moto).send(new CreateRepositoryCommand({ repositoryName }));
    for (const tag of [...QUICK, ...SLOW]) {
      const { path, remove } = temporaryFolder();
      writeImage(path, tag);
      await ecr.publish(path, `${ecr.upstream.address}/redis:${tag}`);
      remove();
    }
    project.write("third-party-images.json", [
      { component: "redis", upstream: `${ecr.upstream.address}/redis`, tags: QUICK },
      { component: "redis", upstream: `${address}/redis`, tags: SLOW },
    ]);
  });
  beforeEach(() => {
    ecr.registry.clear();
    slow.holds = true;
  });
  afterAll(async () => {
    slow.close();
    project.remove();
    await ecr.stop();
  });

  function start(env: Readonly<Record<string, string>>, ...args: string[]) {
    const tool = spawn(process.execPath, [TOOL, "mirror", "shared", ...args], {
      cwd: project.folder,
      env: { ...CLEAN_ENV, ...ecr.env, TMPDIR: temporary, ...env },
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      tool[name].on("data", (chunk) => {
        output[name] += chunk;
      });
    }
    const ended = new Promise((done) => tool.on("close", done)).then(() => ({
      code: tool.exitCode,
      ...output,
    }));
    return { tool, ended };
  }

  async function tagsInEcr(): Promise<string[]> {
    const answer = await fetch(`http://${ecr.registry.address}/v2/thirdparty/redis/tags/list`);
    const { tags } = (await answer.json()) as { tags?: string[] };
    return (tags ?? []).toSorted();
  }

  /** Starts it, and waits until as many copies as run at once cannot go on. */
  async function startAndStall(...args: string[]) {
    const started = start({}, ...args);
    const isStalled = async () =>
      slow.waiting >= AT_ONCE && (await tagsInEcr()).length === QUICK.length;
    while (started.tool.exitCode === null && !(await isStalled())) await sleep(20);
    return started;
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends all copies, the login is gone, the report counts, and another run does the rest",
    async (signal) => {
      const { tool, ended } = await startAndStall("--json");
      const [folder = ""] = readdirSync(temporary);
      expect(statSync(join(temporary, folder)).mode & 0o777).toBe(0o700);
      tool.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(slow.waiting).toBe(0);
      expect(readdirSync(temporary)).toEqual([]);
      const { images, error } = JSON.parse(stdout);
      expect(images).toMatchObject([
        ...QUICK.map((tag) => ({ tag, result: "copied" })),
        ...SLOW.slice(0, AT_ONCE).map((tag) => ({ tag, result: "interrupted" })),
        ...SLOW.slice(AT_ONCE).map((tag) => ({ tag, result: "not tried" })),
      ]);
      expect(error).toBe(`Interrupted by ${signal}.`);
      expect(stderr).toBe("");
      expect(code).toBe(128 + constants.signals[signal]);

      slow.holds = false;
      const again = await start({}, "--json").ended;
      expect(again.code, again.stderr).toBe(0);
      expect(JSON.parse(again.stdout).images).toMatchObject([
        ...QUICK.map((tag) => ({ tag, result: "there already" })),
        ...SLOW.map((tag) => ({ tag, result: "copied" })),
      ]);
      expect(await tagsInEcr()).toEqual([...QUICK, ...SLOW]);
    },
  );

  test("people read what is done, what was under way, and how to go on", async () => {
    const { tool, ended } = await startAndStall();
    tool.kill("SIGTERM");
    const { stdout } = await ended;
    expect(stdout).toMatch(/^redis:q1 +copied +sha256:/m);
    expect(stdout).toMatch(/^redis:s1 +interrupted$/m);
    expect(stdout).toMatch(/^redis:s6 +not tried$/m);
    expect(stdout).toContain(
      "Interrupted by SIGTERM.\n8 tags: 2 copied, 4 interrupted, 2 not tried.\nRun it again to do the rest.\n",
    );
  });

  test("a second signal ends it at once, and the login is gone", async () => {
    const { tool, ended } = await startAndStall();
    ecr.fault = () => {
      tool.kill("SIGINT");
      return undefined;
    };
    tool.kill("SIGINT");
    const { code, stdout } = await ended;
    ecr.fault = () => undefined;
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("it reports what it knows if ECR is silent after the signal", async () => {
    const { tool, ended } = await startAndStall();
    ecr.fault = () => new Promise<never>(() => {});
    tool.kill("SIGTERM");
    const { code, stdout } = await ended;
    ecr.fault = () => undefined;
    expect(stdout).toContain("redis:q1: It was copied, but ECR could not be asked for it");
    expect(stdout).toMatch(/^redis:s1 +interrupted$/m);
    expect(stdout).toContain("8 tags: 2 failed, 4 interrupted, 2 not tried.");
    expect(code).toBe(143);
  });

  test.each([
    ["the login", "GetAuthorizationToken"],
    ["the comparison", "DescribeRepositories"],
  ])("it waits no longer for an AWS that is silent at %s", async (_, silent) => {
    const wire = new EcrWire();
    let isAsked = false;
    wire.answer = (operation) => {
      isAsked ||= operation === silent;
      return operation === silent
        ? "silence"
        : {
            body: {
              authorizationData: [
                { authorizationToken: "QVdTOnRva2Vu", proxyEndpoint: "https://ecr.example" },
              ],
            },
          };
    };
    const { tool, ended } = start(await wire.listen());
    while (tool.exitCode === null && !isAsked) await sleep(20);
    const since = Date.now();
    tool.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    wire.close();
    expect(stdout + stderr).toContain("Interrupted by SIGTERM.");
    expect(code).toBe(143);
    expect(Date.now() - since).toBeLessThan(8_000);
  });
});

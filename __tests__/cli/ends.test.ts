import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { EcrWire } from "../support/ecr-wire.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { interruptTool } from "../support/interrupted.ts";
import { isGone, run } from "../support/processes.ts";

const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const NAME = "production/artos-postgres-eks-backend";
const TOOL = resolve("bin/artos-ecr");

const ANSWERS: Record<string, unknown> = {
  DescribeRepositories: {
    repositories: [{ repositoryName: NAME, repositoryUri: `${REGISTRY}/${NAME}` }],
  },
  BatchGetImage: { images: [], failures: [] },
  GetAuthorizationToken: {
    authorizationData: [
      {
        authorizationToken: Buffer.from("AWS:token").toString("base64"),
        proxyEndpoint: `https://${REGISTRY}`,
      },
    ],
  },
};

const wire = new EcrWire();
let project: CliProject;
let env: Record<string, string>;

beforeAll(async () => {
  project = new CliProject({ production: { environment: "production" } });
  mkdirSync(join(project.folder, "bin"));
  mkdirSync(join(project.folder, ".docker", "contexts"), { recursive: true });
  // Nothing but these programs is found, and so no engine but the test's.
  for (const name of ["sh", "sleep", "cat", "kill", "true"]) {
    const { stdout } = await run("sh", ["-c", `command -v ${name}`]);
    if (stdout.startsWith("/")) {
      symlinkSync(stdout.trim(), join(project.folder, "bin", name));
    }
  }
  env = { ...(await wire.listen()), HOME: project.folder, PATH: join(project.folder, "bin") };
});
beforeEach(() => {
  wire.answer = (operation) => ({ body: ANSWERS[operation] ?? {} });
});
afterAll(() => {
  wire.close();
  project.remove();
});

/** A Docker that has every image. */
function docker(push: string): void {
  const inspected = JSON.stringify([{ Id: `sha256:${"a".repeat(64)}`, RepoTags: ["backend:v1"] }]);
  writeFileSync(
    join(project.folder, "bin", "docker"),
    `#!/bin/sh\ncase $1 in image) echo '${inspected}';; push) ${push};; esac\n`,
    { mode: 0o755 },
  );
}

/** Sends a push a signal when it is time. */
async function interrupted(signal: NodeJS.Signals, isReady: () => boolean) {
  const args = ["push", "production", "backend", "v1", "v2"];
  const run = { folder: project.folder, env, args, signal, isReady };
  const { code, stdout, stderr } = await interruptTool(run);
  return { code, output: stdout + stderr };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s ends the upload with all that it started, and the report tells what is not done",
  async (signal, exitCode) => {
    const file = join(project.folder, signal);
    docker(`sleep 600 & echo $! > ${file}; wait`);
    const isReady = () => existsSync(file) && readFileSync(file, "utf8").endsWith("\n");
    const { code, output } = await interrupted(signal, isReady);
    expect(code).toBe(exitCode);
    expect(output).toContain(`Interrupted by ${signal}.`);
    expect(output).toContain("Not done: v1, v2. The same command again does the rest.");
    expect(await isGone(Number(readFileSync(file, "utf8")))).toBe(true);
  },
);

test("a signal ends the waiting for an AWS that is silent", async () => {
  docker("true");
  let isAsked = false;
  wire.answer = () => {
    isAsked = true;
    return "silence";
  };
  const { code, output } = await interrupted("SIGTERM", () => isAsked);
  expect(output).toContain("Interrupted by SIGTERM.");
  expect(code).toBe(143);
});

test("an upload that was killed is reported as such", async () => {
  docker("kill -9 $$");
  const { code, stdout } = await project.run(env, "push", "production", "backend", "v1");
  expect(stdout).toContain("docker push was killed by SIGKILL.");
  expect(code).toBe(3);
});

test("Docker pushes with a login of the run's own, and with the user's other settings", async () => {
  const users = join(project.folder, ".docker", "config.json");
  const settings = { credsStore: "missing", currentContext: "mine", auths: { other: {} } };
  writeFileSync(users, JSON.stringify(settings));
  docker("cat $DOCKER_CONFIG/config.json >&2; [ -d $DOCKER_CONFIG/contexts ] && exit 9");
  const { stdout } = await project.run(env, "push", "production", "backend", "v1", "--json");
  const { error } = JSON.parse(stdout);
  expect(error).toContain("docker push ended with 9");
  const shown = await project.run(env, "push", "production", "backend", "v1");
  expect(shown.stderr).toContain('"currentContext": "mine"');
  expect(shown.stderr).toContain(`"${REGISTRY}"`);
  expect(shown.stderr).not.toMatch(/credsStore|"other"/);
  expect(JSON.parse(readFileSync(users, "utf8"))).toEqual(settings);
});

test("what only Skopeo pushes needs Skopeo", async () => {
  const archive = project.write("image.tar", "");
  const args = ["push", "production", "backend", "v1", "--image", archive];
  const { code, stderr } = await project.run(env, ...args);
  expect(stderr).toBe("Install skopeo: it pushes what is no image of Docker or Podman.\n");
  expect(code).toBe(3);
});

test("Docker's credential helper that serves the registry is left to it", async () => {
  docker("true");
  const helper = '[ $1 = get ] && echo \'{"Secret":"own"}\' && exit; exit 1';
  const path = join(project.folder, "bin", "docker-credential-ecr-login");
  writeFileSync(path, `#!/bin/sh\n${helper}\n`, { mode: 0o755 });
  const settings = { credHelpers: { [REGISTRY]: "ecr-login" } };
  writeFileSync(join(project.folder, ".docker", "config.json"), JSON.stringify(settings));
  const { code, stdout } = await project.run(env, "login", "production");
  expect(stdout).toContain("Nothing was stored: docker-credential-ecr-login logs in");
  expect(code).toBe(0);
});

test("an engine without its daemon is not called missing", async () => {
  writeFileSync(
    join(project.folder, "bin", "docker"),
    "#!/bin/sh\necho 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1\n",
    { mode: 0o755 },
  );
  const { code, stderr } = await project.run(env, "login", "production");
  expect(code).toBe(3);
  expect(stderr).toContain("docker is installed, but its daemon is not running.");
  expect(stderr).toContain("podman is not installed.");
});

test("a profile that is not there is named", async () => {
  docker("true");
  const { AWS_ENDPOINT_URL = "" } = NO_AWS;
  const { code, stderr } = await project.run(
    { AWS_ENDPOINT_URL, HOME: project.folder, PATH: `${env.PATH}`, AWS_PROFILE: "nobody" },
    ...["login", "production"],
  );
  expect(code).toBe(3);
  expect(stderr).toContain("there is no such profile as nobody");
});

test("a reader that goes away in the midst of an upload does not end it", async () => {
  docker("for i in 1 2 3 4 5; do echo layer $i; sleep 0.1; done; exit 9");
  const push = `"${process.execPath}" "${TOOL}" push production backend v1`;
  await run("sh", ["-c", `(${push} 2>&1 >answer; echo $? >code) | true`], {
    cwd: project.folder,
    env: { ...CLEAN_ENV, ...env },
  });
  const written = (name: string) => readFileSync(join(project.folder, name), "utf8");
  expect(written("answer")).toContain("docker push ended with 9");
  expect(written("code")).toBe("3\n");
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";

const COMMANDS = [
  "login",
  "logout",
  "push",
  "mirror",
  "scan-gate",
  "consumer-policy",
  "replication-policy",
  "replication",
  "replicate",
  "access",
  "adopt",
  "adopt-module",
  "review",
  "expiry",
  "empty",
];

let project: CliProject;
beforeAll(() => {
  project = new CliProject({ staging: { environment: "staging" } });
});
afterAll(() => project.remove());

test("the help names every command", async () => {
  const { code, stdout } = await project.run(NO_AWS, "--help");
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  expect(stdout).toContain("Exit codes");
});

test.each(COMMANDS)("%s has a help of its own", async (command) => {
  const { code, stdout } = await project.run(NO_AWS, command, "--help");
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: artos-ecr ${command}`);
});

describe("wrong use ends with 2 and a message:", () => {
  test.each([
    ["no command", [], "Usage: artos-ecr"],
    ["an unknown command", ["destroy"], "unknown command 'destroy'"],
    ["an argument missing", ["push", "staging"], "missing required argument 'component'"],
    ["an unknown option", ["access", "--yaml"], "unknown option '--yaml'"],
    ["an unknown stack", ["login", "qa"], "qa: no such stack. The stacks are staging."],
    [
      "an unknown component",
      ["push", "staging", "redis", "v1"],
      "redis: no such component in staging. The components are backend, celery, frontend.",
    ],
    ["a bad tag", ["push", "staging", "backend", "-v1:2"], "unknown option"],
    ["a tag that is none", ["push", "staging", "backend", "v1:2"], "v1:2: an image tag is"],
    ...[
      "",
      "a b",
      "http://x",
      `http://x.y/z@sha256:${"0".repeat(64)}`,
      "backend:",
      "Backend:v1",
    ].map((image): [string, string[], string] => [
      `the image "${image}"`,
      ["push", "staging", "backend", "v1", `--image=${image}`],
      `--image is "${image}": must be an archive or a folder that is there, or an image reference`,
    ]),
    [
      "an unknown severity",
      ["scan-gate", "staging", "backend", "v1", "--fail-on", "high"],
      "Allowed choices are CRITICAL, HIGH",
    ],
    ...["1m", "0", "-1", "", "1e9"].map((timeout): [string, string[], string] => [
      `a time-out of "${timeout}"`,
      ["scan-gate", "staging", "backend", "v1", `--timeout=${timeout}`],
      "It must be a number of seconds above 0",
    ]),
    [
      "a digest that is none",
      ["scan-gate", "staging", "backend", "sha256:1"],
      "a digest is sha256:",
    ],
    [
      "an allow-list that is not there",
      ["scan-gate", "staging", "backend", "v1", "--allow", "none.json"],
      "none.json cannot be read",
    ],
    ...["", "v*,prod-*", "!v*", "v[0-9]"].map((pattern): [string, string[], string] => [
      `the pattern "${pattern}", which fits no tag`,
      ["expiry", "staging", `--protect=${pattern}`],
      "It must be letters, digits, '_', '.', '-' and '*'.",
    ]),
    ["no manifest", ["mirror", "staging"], "third-party-images.json cannot be read"],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await project.run(NO_AWS, ...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

test("wrong use is reported in JSON too", async () => {
  const { code, stdout } = await project.run(NO_AWS, "scan-gate", "staging", "--json");
  expect(code).toBe(2);
  expect(JSON.parse(stdout).error).toContain("missing required argument");
});

test("without a synth the remedy is to run one", async () => {
  const { code, stderr } = await project.run({ ...NO_AWS, CDKTF_OUTDIR: "elsewhere" }, "access");
  expect(code).toBe(2);
  expect(stderr).toContain("Run `npm run synth` here first");
});

test("if AWS cannot be reached, it ends with 3, in JSON too", async () => {
  const { code, stdout, stderr } = await project.run(
    NO_AWS,
    ...["scan-gate", "staging", "backend", "v1", "--json"],
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(/^AWS: .*ECONNREFUSED/);
  expect(JSON.parse(stdout)).toEqual({ error: stderr.trim() });
});

test("without credentials, the message has a way to get some", async () => {
  const { code, stderr } = await project.run(
    { AWS_EC2_METADATA_DISABLED: "true", HOME: project.folder },
    ...["consumer-policy", "staging"],
  );
  expect(code).toBe(3);
  expect(stderr).toContain("CredentialsProviderError");
  expect(stderr).toContain("aws sso login");
});

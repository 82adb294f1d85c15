import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { EXIT } from "../cli/command-error.ts";
import { type ScanGateRequest, scanGate } from "../cli/scan-gate/scan-gate.ts";
import { PROJECT_FORMAT } from "../stacks/project-file/project-format.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { basic, EMPTY, status } from "./support/scan-answers.ts";
import { digestOf, indexOf, type ScannedImage, serve } from "./support/scanned-images.ts";

const wire = new EcrWire();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "scan-gate-"));
  describeStack("production", "backend");
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  vi.stubEnv("CDKTF_OUTDIR", folder);
});
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllEnvs();
  wire.close();
  rmSync(folder, { recursive: true });
});

/** Describes a stack with one repository to the tool, as a synth does. */
function describeStack(id: string, component: string): void {
  const repository = {
    component,
    name: `${id}/${component}`,
    resources: ["aws_ecr_repository"],
    pull: [],
    lifecyclePolicy: null,
    push: [],
    preventDestroy: true,
  };
  const place = { folder: `stacks/${id}`, region: "eu-west-1", accountId: "123456789012" };
  const stack = { id, environment: id, ...place, repositories: [repository] };
  writeFileSync(
    join(folder, "artos-ecr.json"),
    JSON.stringify({ format: PROJECT_FORMAT, stacks: [stack], registries: [] }),
  );
}

function gate(request: Partial<ScanGateRequest> = {}) {
  return scanGate({
    stack: "production",
    component: "backend",
    image: "v1",
    failOn: "CRITICAL",
    timeout: 60,
    interval: 0.001,
    markdown: false,
    ...request,
  });
}

const found = (...severities: string[]): ScannedImage => ({
  scan: [status("COMPLETE", basic(...severities))],
});
const REFERENCE = `production/backend:v1@${digestOf("v1")}`;

describe("an image by its tag", () => {
  test("passes", async () => {
    const asked = serve(wire, { v1: found("HIGH") });
    const explanation = "No finding of severity CRITICAL or higher that is not allowed.";
    const report = await gate();
    expect(report).toMatchObject({
      data: { image: REFERENCE, failOn: "CRITICAL", passed: true, reason: "passed", explanation },
      exitCode: EXIT.done,
    });
    expect(report.data).not.toHaveProperty("platforms");
    expect(report.text).toMatch(/^Severity +Finding/);
    expect(report.text).toContain(`${REFERENCE} passed: ${explanation}`);
    expect(asked).toEqual(["BatchGetImage v1", "DescribeImageScanFindings v1"]);
  });

  test("fails for a finding", async () => {
    serve(wire, { v1: found("HIGH") });
    const { data, exitCode } = await gate({ failOn: "HIGH" });
    expect(data).toMatchObject({ failOn: "HIGH", passed: false, reason: "findings" });
    expect(exitCode).toBe(EXIT.refused);
  });

  test("fails if nothing can be told", async () => {
    serve(wire, { v1: { scan: [status("FAILED")] } });
    const { data, exitCode } = await gate();
    expect(data).toMatchObject({ passed: false, reason: "scan-failed", findings: [] });
    expect(exitCode).toBe(EXIT.failed);
  });

  test("has its report in Markdown", async () => {
    serve(wire, { v1: found() });
    const { text } = await gate({ markdown: true });
    expect(text).toMatch(/^### ✅ Image scan\n/);
    expect(text).toContain(`\`${REFERENCE}\` passed`);
  });

  test("is refused if there is none", async () => {
    wire.answer = () => ({ error: "ImageNotFoundException" });
    await expect(gate({ image: "v9" })).rejects.toMatchObject({
      message: "production/backend has no image v9.",
      exitCode: EXIT.refused,
    });
  });

  test("is looked for while AWS throttles", async () => {
    serve(wire, { v1: found() });
    const { answer } = wire;
    const answers: WireAnswer[] = [
      { error: "ThrottlingException" },
      { error: "Busy", status: 503 },
    ];
    wire.answer = (operation, input) => answers.shift() ?? answer(operation, input);
    expect((await gate()).exitCode).toBe(EXIT.done);
  });

  test("is looked for until the time is up", async () => {
    wire.answer = () => ({ error: "ThrottlingException" });
    await expect(gate({ timeout: 0.05 })).rejects.toThrow(/by the test|ECR did not answer in time/);
  });

  test("is not looked for without access", async () => {
    wire.answer = () => ({ error: "AccessDeniedException" });
    await expect(gate()).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

test("an image by its digest is not looked for by a tag", async () => {
  const asked = serve(wire, { v1: found() });
  const { data } = await gate({ image: digestOf("v1") });
  expect(data).toMatchObject({ image: `production/backend@${digestOf("v1")}`, passed: true });
  expect(asked).toHaveLength(2);
});

test.each(["sha256:1", `sha256:${"A".repeat(64)}`, `${digestOf("v1")}0`])(
  "%s is no digest",
  async (image) => {
    await expect(gate({ image })).rejects.toMatchObject({
      message: `${image}: a digest is sha256: and 64 digits from 0 to f.`,
      exitCode: EXIT.usage,
    });
  },
);

test("a tag that can be none is refused", async () => {
  await expect(gate({ image: "-v1" })).rejects.toMatchObject({ exitCode: EXIT.usage });
});

describe("the allow-list", () => {
  const allow = (content: unknown) => {
    const path = join(folder, "allowed.json");
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  test("lets a finding through", async () => {
    serve(wire, { v1: found("CRITICAL") });
    const list = allow([{ id: "CVE-2024-0", until: "2999-12-31", reason: "not run" }]);
    expect((await gate({ allow: list })).exitCode).toBe(EXIT.done);
  });

  test("is read before anything is asked", async () => {
    const asked = serve(wire, { v1: found() });
    await expect(gate({ allow: allow({}) })).rejects.toMatchObject({ exitCode: EXIT.usage });
    expect(asked).toEqual([]);
  });
});

describe("a multi-platform image", () => {
  const index = {
    manifest: indexOf("linux/amd64", "linux/arm64"),
    scan: [status("ACTIVE", basic())],
  };

  test("passes if each platform's image passes", async () => {
    const asked = serve(wire, { v1: index, "linux/amd64": found(), "linux/arm64": found("LOW") });
    const { data, exitCode } = await gate();
    expect(exitCode).toBe(EXIT.done);
    expect(data).toMatchObject({
      image: REFERENCE,
      findings: [{ id: "CVE-2024-0", platform: "linux/arm64" }],
      platforms: [
        { platform: "linux/amd64", digest: digestOf("linux/amd64"), passed: true },
        { platform: "linux/arm64", digest: digestOf("linux/arm64"), passed: true },
      ],
    });
    expect(asked).not.toContain("DescribeImageScanFindings v1");
  });

  test("fails if one platform's image fails", async () => {
    serve(wire, { v1: index, "linux/amd64": found(), "linux/arm64": found("CRITICAL") });
    const { data, text, exitCode } = await gate();
    expect(exitCode).toBe(EXIT.refused);
    expect(data).toMatchObject({
      reason: "findings",
      platforms: [{ reason: "passed" }, { reason: "findings" }],
    });
    expect(text).toMatch(/^CRITICAL +CVE-2024-0 +linux\/arm64 +fails$/m);
  });

  test("waits for each platform, and says which", async () => {
    const pending = { scan: [status("COMPLETE", EMPTY), status("COMPLETE", basic())] };
    serve(wire, { v1: index, "linux/amd64": found(), "linux/arm64": pending });
    expect((await gate()).exitCode).toBe(EXIT.done);
    expect(vi.mocked(console.error).mock.calls).toEqual([
      ["linux/arm64: The scan's status is COMPLETE, without findings and the time of the scan."],
    ]);
  });

  test("fails if its index cannot be read, whatever the index's own scan is", async () => {
    const asked = serve(wire, { v1: { ...index, manifest: "{" } });
    const { data, exitCode } = await gate();
    expect(data).toMatchObject({ passed: false, reason: "unreadable", findings: [] });
    expect(exitCode).toBe(EXIT.failed);
    expect(asked).toEqual(["BatchGetImage v1"]);
  });
});

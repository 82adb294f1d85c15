// bench/review.ts
import { writeFileSync } from "node:fs";
// __tests__/support/ecr-wire.ts
import { createServer } from "node:http";
import { join, resolve } from "node:path";

var EcrWire = class {
  /** Answers an operation, such as `DescribeImages`, that is asked in a region. */
  answer = () => ({ body: {} });
  server;
  /** Starts to listen, and returns what AWS's clients read from the environment. */
  async listen() {
    const server = createServer(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString();
      const operation = `${incoming.headers["x-amz-target"]}`.split(".").at(-1) ?? "";
      const region = /Credential=\w+\/\d+\/([\w-]+)/.exec(`${incoming.headers.authorization}`)?.[1];
      const answer = this.answer(operation, JSON.parse(body), region);
      if (answer === "silence") return;
      const status = "error" in answer ? (answer.status ?? 400) : 200;
      const content =
        "error" in answer
          ? { __type: answer.error, message: answer.message ?? "by the test" }
          : answer.body;
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      outgoing.end(JSON.stringify(content));
    });
    this.server = server;
    await new Promise((resolve2) => server.listen(0, "127.0.0.1", resolve2));
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    };
  }
  close() {
    this.server?.closeAllConnections();
    this.server?.close();
  }
};

// bench/measure.ts
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

// __tests__/support/environment.ts
var CLEAN_ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS|TF|CDKTF)_/.test(name)),
);
CLEAN_ENV.CHECKPOINT_DISABLE = "1";

// bench/measure.ts
async function measure(subjects, runs) {
  const all = subjects.map(() => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, subject] of subjects.entries()) {
      await subject.prepare?.();
      all[index]?.push(await runOnce(subject));
    }
  }
  return subjects.map(({ name }, index) => ({
    name,
    seconds: median((all[index] ?? []).map(({ seconds }) => seconds)),
    fastest: Math.min(...(all[index] ?? []).map(({ seconds }) => seconds)),
    megabytes: Math.max(...(all[index] ?? []).map(({ megabytes }) => megabytes)),
  }));
}
function runOnce({ command, cwd, env }) {
  return new Promise((resolve2, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn("sh", ["-c", command], {
      cwd,
      env: { ...CLEAN_ENV, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    let megabytes = 0;
    const poll = setInterval(() => {
      megabytes = Math.max(megabytes, memoryOfTree(child.pid ?? 0));
    }, 25);
    child.on("close", (code) => {
      clearInterval(poll);
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (code === 0) resolve2({ seconds, megabytes });
      else
        reject(
          new Error(`${command} ended with ${code}
${errors}`),
        );
    });
  });
}
function memoryOfTree(root) {
  const parents = /* @__PURE__ */ new Map();
  const memory = /* @__PURE__ */ new Map();
  for (const entry of readProcesses()) {
    const status = readStatus(entry);
    parents.set(entry, Number(status.match(/^PPid:\s+(\d+)/m)?.[1] ?? 0));
    memory.set(entry, Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1] ?? 0) / 1024);
  }
  const isBelow = (pid) =>
    pid === root || (parents.has(pid) && pid !== 0 && isBelow(parents.get(pid) ?? 0));
  return [...memory].reduce((sum, [pid, size]) => (isBelow(pid) ? sum + size : sum), 0);
}
function readProcesses() {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
function readStatus(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

// bench/review.ts
var RUNS = 5;
var REPOSITORIES = 1e3;
var IMAGES = 100;
async function measureReview(folder) {
  const ecr = new EcrWire();
  ecr.answer = () => ({ body: { imageDetails: images() } });
  const env = { ...(await ecr.listen()), AWS_REGION: "us-east-1" };
  const subject = (name, kept) => {
    const path = join(folder, `plan-${kept}.json`);
    writeFileSync(path, JSON.stringify(plan(kept)));
    const command = `node ${resolve("bin/artos-ecr.mjs")} review --plan ${path} || [ $? = 1 ]`;
    return { name, command, cwd: folder, env };
  };
  try {
    return await measure(
      [subject("nothing changes", 50), subject(`images expire in all ${REPOSITORIES}`, 10)],
      RUNS,
    );
  } finally {
    ecr.close();
  }
}
function images() {
  return Array.from({ length: IMAGES }, (_, index) => ({
    imageDigest: `sha256:${index.toString(16).padStart(64, "0")}`,
    imageTags: [`v${index}`],
    imageSizeInBytes: 1e8,
    imagePushedAt: 17e8 + index,
  }));
}
function plan(kept) {
  const names = Array.from({ length: REPOSITORIES }, (_, index) => `qa/image-${index}`);
  return {
    format_version: "1.2",
    planned_values: {},
    resource_changes: names.flatMap((name, index) => {
      const repository = {
        name,
        arn: `arn:aws:ecr:us-east-1:123456789012:repository/${name}`,
        image_tag_mutability: "IMMUTABLE",
      };
      const [before, after] = [lifecycle(name, 50), lifecycle(name, kept)];
      return [
        change("aws_ecr_repository", index, repository, repository),
        change("aws_ecr_lifecycle_policy", index, before, after),
      ];
    }),
  };
}
function lifecycle(repository, countNumber) {
  const selection = { tagStatus: "any", countType: "imageCountMoreThan", countNumber };
  const rules = [{ rulePriority: 1, selection, action: { type: "expire" } }];
  return { repository, policy: JSON.stringify({ rules }) };
}
function change(type, index, before, after) {
  const actions =
    JSON.stringify(before) === JSON.stringify(after) ? ["no-op"] : ["delete", "create"];
  const name = `image-${index}`;
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    change: { actions, before, after },
  };
}

// bench/try.ts
console.log(JSON.stringify(await measureReview("/tmp/w/x")));

import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepNewest } from "../../policies/lifecycle/keep-newest.ts";
import { HoldingRegistry } from "../support/holding-registry.ts";
import { interruptTool } from "../support/interrupted.ts";
import { describeWith } from "../support/real.ts";
import { HOME, OTHER_WEST, WEST } from "../support/replicating.ts";
import { ReplicatingRegistries } from "../support/replicating-registries.ts";

const API = "production/api";
const WORKER = "production/worker";
const TO_WEST = ["--to", WEST];

describeWith("skopeo", "docker-registry")("replicate", () => {
  let ecr: ReplicatingRegistries;
  beforeAll(async () => {
    ecr = await ReplicatingRegistries.start();
  });
  beforeEach(() => ecr.clear());
  afterAll(() => ecr.stop());

  const operations = (place: string) =>
    ecr.asked.filter((each) => each.place === place).map(({ operation }) => operation);

  /** The digest of the first image that a list names. */
  async function platformOf(repository: string, list: string): Promise<string> {
    const at = `http://${ecr.at(HOME).address}/v2/${repository}/manifests/${list}`;
    const index = await (await fetch(at, { headers: { accept: OCI_INDEX } })).json();
    return (index as { manifests: { digest: string }[] }).manifests[0]!.digest;
  }

  /** Puts a manifest that is attached to another one, without a tag, as a signature is. */
  async function attach(repository: string, list: string, subject = list): Promise<string> {
    const at = `http://${ecr.at(HOME).address}/v2/${repository}/manifests/`;
    const child = await platformOf(repository, list);
    const manifest = await (await fetch(at + child, { headers: { accept: OCI_MANIFEST } })).json();
    const body = JSON.stringify({ ...(manifest as object), subject: { digest: subject } });
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    const headers = { "content-type": OCI_MANIFEST };
    const { ok } = await fetch(at + digest, { method: "PUT", headers, body });
    expect(ok).toBe(true);
    return digest;
  }

  /** Does something with a script in the place of skopeo. */
  async function withSkopeo<Result>(
    script: string,
    work: (env: Readonly<Record<string, string>>) => Promise<Result>,
  ): Promise<Result> {
    const bin = join(ecr.project.folder, "bin");
    mkdirSync(bin, { recursive: true });
    chmodSync(ecr.project.write("bin/skopeo", script), 0o755);
    return work({ ...ecr.env, PATH: `${bin}:${process.env.PATH}` });
  }

  test("copies all platforms and all tags to each destination, once, and then it has arrived", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    await ecr.push(HOME, API, "stable", "v1");
    const v2 = await ecr.push(HOME, API, "v2");
    const w1 = await ecr.push(HOME, WORKER, "w1");
    const before = await ecr.run("replication", "production");
    expect(before.stdout).toContain("production: 0 of 6 copies have arrived: 6 missing.");
    expect(before.code).toBe(1);

    const first = await ecr.replicate();
    expect(first.code, first.stderr).toBe(0);
    const expected = [
      { repository: API, tag: "stable", digest: v1 },
      { repository: API, tag: "v1", digest: v1 },
      { repository: API, tag: "v2", digest: v2 },
      { repository: WORKER, tag: "w1", digest: w1 },
    ];
    const inBoth = [WEST, OTHER_WEST].flatMap((to) => expected.map((each) => ({ to, ...each })));
    expect(first.images).toEqual(inBoth.map((each) => ({ ...each, result: "copied" })));
    for (const place of [WEST, OTHER_WEST]) {
      for (const name of [API, WORKER]) {
        expect(ecr.holds(place, name)).toEqual(ecr.holds(HOME, name));
      }
      expect(ecr.holds(place, API).digests).toHaveLength(6); // Two lists of two platforms each.
    }

    ecr.asked = [];
    const again = await ecr.replicate();
    expect(again.code).toBe(0);
    expect(again.images).toEqual(inBoth.map((each) => ({ ...each, result: "there already" })));
    expect(new Set(operations(WEST))).toEqual(new Set(["DescribeRepositories", "DescribeImages"]));
    expect(operations(HOME)).not.toContain("GetAuthorizationToken");
    const text = await ecr.run("replicate", "production");
    expect(text.stdout).toBe("8 tags: 8 there already.\n");
    const after = await ecr.run("replication", "production");
    expect(after.stdout).toContain("production: 6 of 6 copies have arrived.");
    expect(after.code).toBe(0);
  });

  test("puts a tag that lacks on the image that is there, without another upload", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    await ecr.push(HOME, API, "latest", "v1");
    await ecr.push(WEST, API, undefined, "v1");
    const { code, images } = await ecr.replicate(...TO_WEST, "api");
    expect(code).toBe(0);
    expect(images).toMatchObject([
      { tag: "latest", result: "copied" },
      { tag: "v1", result: "copied" },
    ]);
    expect(ecr.holds(WEST, API).tags).toEqual({ latest: v1, v1 });
    expect(operations(WEST).filter((each) => each === "PutImage")).toHaveLength(2);
  });

  test("copies what is attached to an image or its platforms, and no other image without a tag", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    const signature = await attach(API, v1);
    const ofPlatform = await attach(API, v1, await platformOf(API, v1));
    const stray = await ecr.push(HOME, API, undefined, "stray");
    const { code, images } = await ecr.replicate(...TO_WEST);
    expect(code).toBe(0);
    expect(images).toEqual([
      { to: WEST, repository: API, tag: "v1", digest: v1, result: "copied" },
      { to: WEST, repository: API, tag: null, digest: signature, result: "copied" },
      { to: WEST, repository: API, tag: null, digest: ofPlatform, result: "copied" },
    ]);
    const { digests } = ecr.holds(WEST, API);
    expect(digests).toEqual(expect.arrayContaining([v1, signature, ofPlatform]));
    expect(digests).not.toContain(stray);
    const again = await ecr.replicate(...TO_WEST);
    expect(again.images.map(({ result }: { result: string }) => result)).toEqual([
      "there already",
      "there already",
      "there already",
    ]);
  });

  test("reports with --dry-run what it would copy, and copies nothing", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    const { code, images } = await ecr.replicate("--dry-run");
    expect(code).toBe(0);
    expect(images).toMatchObject([
      { to: WEST, repository: API, tag: "v1", digest: v1, result: "would be copied" },
      { to: OTHER_WEST, result: "would be copied" },
    ]);
    for (const place of [WEST, OTHER_WEST]) {
      expect(ecr.holds(place, API).digests).toEqual([]);
      expect(operations(place)).not.toContain("GetAuthorizationToken");
    }
  });

  test.each([
    ["IMMUTABLE", "and its tags are immutable"],
    ["MUTABLE", "and is not moved. If it is pushed again here, ECR moves it there"],
  ])("moves no tag of another image in a repository that is %s", async (mutability, words) => {
    ecr.clear(mutability);
    const ours = await ecr.push(HOME, API, "latest", "ours");
    await ecr.push(HOME, API, "v1");
    await ecr.push(HOME, API, "v1.0", "v1");
    const theirs = await ecr.push(WEST, API, "latest", "theirs");
    await ecr.push(WEST, API, "v1", "theirs");
    const { code, images } = await ecr.replicate(...TO_WEST);
    expect(images).toMatchObject([
      { tag: null, digest: ours, result: "copied" },
      {
        ...{ tag: "latest", digest: ours, result: "failed" },
        error: `latest is another image there, ${theirs}, ${words}`,
      },
      { tag: "v1", result: "failed" },
      { tag: "v1.0", result: "copied" },
    ]);
    const { tags, digests } = ecr.holds(WEST, API);
    expect(tags).toMatchObject({ latest: theirs, v1: theirs });
    expect(digests).toContain(ours);
    expect(code).toBe(1);
    const { stdout } = await ecr.run("replicate", "production", ...TO_WEST);
    expect(stdout).toContain(`${API}:latest in ${WEST}: latest is another image there, ${theirs}`);
    expect(stdout).toContain("3 tags: 2 failed, 1 there already.");
  });

  test.each([
    [HOME, "here", []],
    [WEST, "there", ["latest"]],
  ])(
    "sets no tag that becomes another image while it is copied, in %s",
    async (place, word, tags) => {
      ecr.clear("MUTABLE");
      const ours = await ecr.push(HOME, API, "latest", "ours");
      await ecr.push(HOME, API, "v1", "ours");
      const newer = await ecr.push(place, API, undefined, "newer");
      const name = `docker://${ecr.at(place).address}/${API}`;
      const script = `#!/bin/sh
PATH=${process.env.PATH}
case "$1" in copy) skopeo copy -q --all "${name}@${newer}" "${name}:latest";; esac
exec skopeo "$@"\n`;
      const { stdout, code } = await withSkopeo(script, (env) =>
        ecr.project.run(env, "replicate", "production", ...TO_WEST, "--json"),
      );
      const moved = Object.fromEntries(tags.map((tag) => [tag, newer]));
      expect(ecr.holds(WEST, API).tags).toEqual({ ...moved, v1: ours });
      expect(JSON.parse(stdout).images).toEqual([
        {
          ...{ to: WEST, repository: API, tag: "latest", digest: ours, result: "failed" },
          error: `${API}:latest has become another image ${word}, ${newer}: run it again`,
        },
        { to: WEST, repository: API, tag: "v1", digest: ours, result: "copied" },
      ]);
      expect(code).toBe(1);
    },
  );

  test("copies the images of a repository one by one, so that the oldest stays the oldest", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    await ecr.push(HOME, API, "v2");
    const script = `#!/bin/sh\ncase "$1 $*" in copy*${v1}*) sleep 2;; esac
PATH=${process.env.PATH} exec skopeo "$@"\n`;
    await withSkopeo(script, (env) => ecr.project.run(env, "replicate", "production", ...TO_WEST));
    const lists = ecr
      .at(WEST)
      .images(API)
      .filter(({ tags }) => tags.length > 0);
    const oldestFirst = lists.toSorted((one, other) => +one.pushedAt - +other.pushedAt);
    expect(oldestFirst.map(({ tags }) => tags)).toEqual([["v1"], ["v2"]]);
  });

  test("leaves the others done if a repository is missing or cannot be read", async () => {
    await ecr.push(HOME, API, "v1");
    const w1 = await ecr.push(HOME, WORKER, "w1");
    ecr.repositories.delete(`${WEST} ${API}`);
    ecr.fault = ({ operation, place, input }) =>
      operation === "DescribeImages" && place === OTHER_WEST && input.repositoryName === WORKER
        ? { error: "AccessDeniedException" }
        : undefined;
    ecr.repositories.delete(`${OTHER_WEST} ${API}`);
    const { code, images } = await ecr.replicate();
    expect(images).toEqual([
      {
        ...{ to: WEST, repository: API, tag: null, result: "failed" },
        error: `${API} does not exist in us-west-2 of 111111111111: run \`npx cdktf deploy west\` first.`,
      },
      { to: WEST, repository: WORKER, tag: "w1", digest: w1, result: "copied" },
      {
        ...{ to: OTHER_WEST, repository: API, tag: null, result: "failed" },
        error: `${API} does not exist in us-west-2 of 222222222222: create it first, or push an image of it if ECR creates it by a template.`,
      },
      {
        ...{ to: OTHER_WEST, repository: WORKER, tag: null, result: "failed" },
        error: "AWS: DescribeImages: AccessDeniedException: by the test",
      },
    ]);
    expect(code).toBe(1);
  });

  test("copies nothing if the lifecycle policy there would take other images for it", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    for (const tag of ["v2", "v3"]) {
      for (const place of [HOME, WEST]) await ecr.push(place, API, tag);
    }
    const w1 = await ecr.push(HOME, WORKER, "w1");
    // Each image is a list and two platforms.
    ecr.lifecyclePolicies.set(`${WEST} ${API}`, JSON.stringify(keepNewest(6)));
    const { code, images } = await ecr.replicate(...TO_WEST);
    expect(images).toEqual([
      {
        ...{ to: WEST, repository: API, tag: "v1", digest: v1, result: "failed" },
        error: expect.stringMatching(
          /^copies count as new: .* would take \d of the images there for them, .*v2.*\. Let it keep/,
        ),
      },
      { to: WEST, repository: API, tag: "v2", digest: expect.any(String), result: "there already" },
      { to: WEST, repository: API, tag: "v3", digest: expect.any(String), result: "there already" },
      { to: WEST, repository: WORKER, tag: "w1", digest: w1, result: "copied" },
    ]);
    expect(ecr.holds(WEST, API).digests).toHaveLength(6);
    expect(code).toBe(1);

    ecr.lifecyclePolicies.set(`${WEST} ${API}`, JSON.stringify(keepNewest(9)));
    expect(await ecr.replicate(...TO_WEST)).toMatchObject({ code: 0 });
    expect(ecr.holds(WEST, API)).toEqual(ecr.holds(HOME, API));
  });

  test("does not copy what the lifecycle policy there would take at once", async () => {
    for (const tag of ["v1", "v2", "v3"]) await ecr.push(HOME, API, tag);
    ecr.lifecyclePolicies.set(`${WEST} ${API}`, JSON.stringify(keepNewest(6)));
    const { code, images } = await ecr.replicate(...TO_WEST);
    expect(images).toMatchObject([
      {
        ...{ tag: "v1", result: "failed" },
        error: "the lifecycle policy there would take it at once. Let it keep more images first",
      },
      { tag: "v2", result: "copied" },
      { tag: "v3", result: "copied" },
    ]);
    expect(code).toBe(1);
  });

  test("has nothing to copy", async () => {
    const { code, stdout } = await ecr.run("replicate", "production");
    expect(stdout).toBe("There is no image to copy.\n");
    expect(code).toBe(0);
  });

  test("reports more tags than a call of a function takes arguments", async () => {
    const imageDetails = Array.from({ length: 130 }, (_, image) => ({
      imageDigest: `sha256:${image}`,
      imageTags: Array.from({ length: 1_000 }, (_, tag) => `v${image}.${tag}`),
    }));
    const empty = new Set<string>();
    ecr.fault = ({ operation, place }) =>
      operation === "DescribeImages"
        ? { body: { imageDetails: empty.has(place) ? [] : imageDetails } }
        : undefined;
    const done = await ecr.run("replicate", "production", "api", ...TO_WEST);
    expect(done.stdout, done.stderr).toBe("130000 tags: 130000 there already.\n");
    empty.add(WEST);
    const dry = await ecr.run("replicate", "production", "api", ...TO_WEST, "--dry-run");
    expect(dry.stdout.slice(-100), dry.stderr).toContain("130000 tags: 130000 would be copied.\n");
  });

  test("believes ECR, not the program that copies", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    await ecr.push(WEST, API, "v2", "other");
    const script = `#!/bin/sh\ncase "$1" in copy) exit;; esac\nPATH=${process.env.PATH} exec skopeo "$@"\n`;
    const { images } = await withSkopeo(script, async (env) => {
      const { stdout } = await ecr.project.run(env, "replicate", "production", "--json");
      return JSON.parse(stdout);
    });
    expect(images).toMatchObject([
      { tag: "v1", digest: v1, result: "failed", error: expect.stringContaining("no such image") },
      { tag: "v1", result: "failed" },
    ]);
  });

  test("logs in to each registry with the credentials for it, and the logins are gone", async () => {
    await ecr.push(HOME, API, "v1");
    const temporary = join(ecr.project.folder, "tmp");
    mkdirSync(temporary);
    const seen = join(ecr.project.folder, "seen");
    const script = `#!/bin/sh\nwhile getopts :-: _; do :; done
for word; do case "$last" in --*-authfile) echo "$last $(cat "$word")" >> ${seen};; esac; last=$word; done
PATH=${process.env.PATH} exec skopeo "$@"\n`;
    const { code, stderr } = await withSkopeo(script, (env) =>
      ecr.project.run(
        { ...env, TMPDIR: temporary },
        ...["replicate", "production", "--to-profile", "other"],
      ),
    );
    expect(code, stderr).toBe(0);
    const auths = Object.fromEntries(
      [
        [HOME, "test in us-east-1"],
        [WEST, "test in us-west-2"],
        [OTHER_WEST, "OTHER in us-west-2"],
      ].map(([place = "", password]) => [ecr.at(place).address, { auth: btoa(`AWS:${password}`) }]),
    );
    const files = readFileSync(seen, "utf8").replaceAll(/\s+/g, " ");
    const file = JSON.stringify({ auths }, null, 2).replaceAll(/\s+/g, " ");
    expect(files.trim()).toBe(
      Array(2).fill(`--src-authfile ${file} --dest-authfile ${file}`).join(" "),
    );
    expect(readdirSync(temporary)).toEqual([]);
    const others = ecr.asked.filter(({ place }) => place === OTHER_WEST);
    expect(new Set(others.map(({ key }) => key))).toEqual(new Set(["OTHER"]));
  });

  test("leaves the others done if there is no login to a destination", async () => {
    await ecr.push(HOME, API, "v1");
    ecr.fault = ({ operation, key }) =>
      operation === "GetAuthorizationToken" && key === "OTHER"
        ? { error: "AccessDeniedException" }
        : undefined;
    const { code, images } = await ecr.replicate("--to-profile", "other");
    expect(images).toMatchObject([
      { to: WEST, result: "copied" },
      {
        ...{ to: OTHER_WEST, tag: "v1", result: "failed" },
        error: "AWS: GetAuthorizationToken: AccessDeniedException: by the test",
      },
    ]);
    expect(ecr.holds(OTHER_WEST, API).digests).toEqual([]);
    expect(code).toBe(1);
  });

  test("copies with the stack's credentials although those of --to-profile have expired", async () => {
    const v1 = await ecr.push(HOME, API, "v1");
    ecr.fault = ({ key }) => (key === "OTHER" ? { error: "ExpiredTokenException" } : undefined);
    const { code, images } = await ecr.replicate("--to-profile", "other");
    expect(images).toMatchObject([
      { to: WEST, tag: "v1", digest: v1, result: "copied" },
      { to: OTHER_WEST, result: "failed" },
      { to: OTHER_WEST, result: "failed" },
    ]);
    expect(images[1].error).toContain("ExpiredTokenException");
    expect(code).toBe(1);
  });

  test("tries nothing more once the credentials have expired", async () => {
    await ecr.push(HOME, API, "v1");
    await ecr.push(HOME, API, "stable", "v1");
    ecr.fault = ({ operation }) =>
      operation === "PutImage" ? { error: "ExpiredTokenException" } : undefined;
    const { code, stdout } = await ecr.run("replicate", "production");
    expect(stdout).toContain(`${API}:stable in ${OTHER_WEST}`);
    expect(stdout).toMatch(/ExpiredTokenException.*\n4 tags: .*not tried.*\nRun it again/);
    expect(code).toBe(1);
    ecr.fault = () => undefined;
    expect(await ecr.replicate()).toMatchObject({ code: 0 });
    for (const place of [WEST, OTHER_WEST]) {
      expect(ecr.holds(place, API)).toEqual(ecr.holds(HOME, API));
    }
  });

  describe("that a signal ends half-way", () => {
    const SLOW = ["s1", "s2", "s3", "s4", "s5", "s6"];
    let slow: HoldingRegistry;
    beforeAll(async () => {
      slow = new HoldingRegistry(ecr.at(HOME).address);
      slow.held = `/v2/${WORKER}/blobs/sha256:`;
      const address = await slow.listen();
      ecr.trust(address);
      ecr.addresses.set(HOME, address);
    });
    afterAll(() => {
      ecr.addresses.clear();
      slow.close();
    });

    test.each(["SIGINT", "SIGTERM"] as const)(
      "%s: what is done is reported, and another run does the rest",
      async (signal) => {
        slow.holds = true;
        await ecr.push(HOME, API, "q1");
        for (const tag of SLOW) await ecr.push(HOME, WORKER, tag);
        const temporary = join(ecr.project.folder, `tmp-${signal}`);
        mkdirSync(temporary);
        const { code, stdout, stderr } = await interruptTool({
          folder: ecr.project.folder,
          env: { ...ecr.env, TMPDIR: temporary },
          args: ["replicate", "production", ...TO_WEST, "--json"],
          signal,
          isReady: () => slow.waiting >= 1 && ecr.at(WEST).tags(API).has("q1"),
        });
        expect(code, stderr).toBe(128 + constants.signals[signal]);
        const { images, error } = JSON.parse(stdout);
        expect(images).toMatchObject([
          { repository: API, tag: "q1", result: "copied" },
          { tag: "s1", result: "interrupted" },
          ...SLOW.slice(1).map((tag) => ({ tag, result: "not tried" })),
        ]);
        expect(error).toBe(`Interrupted by ${signal}.`);
        expect(slow.waiting).toBe(0);
        expect(readdirSync(temporary)).toEqual([]);

        slow.holds = false;
        const again = await ecr.replicate(...TO_WEST);
        expect(again.code, again.stderr).toBe(0);
        expect(again.images).toMatchObject([
          { tag: "q1", result: "there already" },
          ...SLOW.map((tag) => ({ tag, result: "copied" })),
        ]);
        expect(ecr.holds(WEST, WORKER)).toEqual(ecr.holds(HOME, WORKER));
      },
    );
  });
});

const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

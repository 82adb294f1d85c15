import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parseImageName, urlOf } from "../cli/mirror/image-name.ts";
import { isRerouted, reroutedRegistries } from "../cli/mirror/rerouted.ts";
import { UpstreamDigests } from "../cli/mirror/upstream-digests.ts";
import { temporaryFolder } from "./support/program.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("an image's name", () => {
  test.each([
    ["redis", "docker.io", "library/redis"],
    ["docker.io/redis", "docker.io", "library/redis"],
    ["index.docker.io/a/b", "docker.io", "a/b"],
    ["a/b", "docker.io", "a/b"],
    ["ghcr.io/a/b/c", "ghcr.io", "a/b/c"],
    ["localhost/a", "localhost", "a"],
    ["host:5000/a", "host:5000", "a"],
  ])("%s is split as Docker does it", (name, registry, repository) => {
    expect(parseImageName(name)).toEqual({ registry, repository });
  });

  test("leads to a URL, with plain HTTP for this machine alone", () => {
    expect(urlOf("docker.io")).toBe("https://registry-1.docker.io");
    expect(urlOf("ghcr.io")).toBe("https://ghcr.io");
    expect(urlOf("localhost.example")).toBe("https://localhost.example");
    expect(urlOf("localhost:5000")).toBe("http://localhost:5000");
    expect(urlOf("127.0.0.1")).toBe("http://127.0.0.1");
  });
});

describe("the digest upstream", () => {
  let close = () => {};
  afterEach(() => {
    close();
    vi.unstubAllEnvs();
  });

  type Answer = { status: number; headers?: Record<string, string>; body?: string };
  async function registry(answer: (request: string, token?: string) => Answer) {
    const asked: string[] = [];
    const server = createServer((incoming, outgoing) => {
      const request = `${incoming.method} ${incoming.url}`;
      asked.push(request);
      const { status, headers, body } = answer(request, incoming.headers.authorization);
      outgoing.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  }
  const found = { status: 200, headers: { "docker-content-digest": DIGEST } };

  test("is read with one HEAD request", async () => {
    const { asked, address } = await registry(() => found);
    expect(await new UpstreamDigests().digest(`${address}/a/b`, "1")).toBe(DIGEST);
    expect(asked).toEqual(["HEAD /v2/a/b/manifests/1"]);
  });

  test("is read with a token that the registry names, requested once for a repository", async () => {
    const { asked, address } = await registry((request, token) => {
      if (request.startsWith("GET /token")) return { status: 200, body: '{"token":"T"}' };
      if (token === "Bearer T") return found;
      const challenge = `Bearer realm="http://${address}/token",service="reg",scope="repository:a:pull"`;
      return { status: 401, headers: { "www-authenticate": challenge } };
    });
    const upstream = new UpstreamDigests();
    expect(await upstream.digest(`${address}/a`, "1")).toBe(DIGEST);
    expect(await upstream.digest(`${address}/a`, "2")).toBe(DIGEST);
    expect(asked).toEqual([
      "HEAD /v2/a/manifests/1",
      "GET /token?service=reg&scope=repository%3Aa%3Apull",
      "HEAD /v2/a/manifests/1",
      "HEAD /v2/a/manifests/2",
    ]);
  });

  test.each<[string, Answer]>([
    ["does not have the tag", { status: 404 }],
    ["reports no digest", { status: 200 }],
    ["reports something else", { status: 200, headers: { "docker-content-digest": "latest" } }],
    ["wants a password", { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }],
    ["names no place for a token", { status: 401, headers: { "www-authenticate": "Bearer x" } }],
  ])("is unknown if the registry %s", async (_, answer) => {
    const { address } = await registry(() => answer);
    expect(await new UpstreamDigests().digest(`${address}/a`, "1")).toBeUndefined();
  });

  test("is unknown if the registry does not answer, and it is not asked again", async () => {
    const { asked, address } = await registry(() => found);
    close();
    const upstream = new UpstreamDigests();
    expect(await upstream.digest(`${address}/a`, "1")).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("is not asked for where registries.conf names another place", async () => {
    const { asked, address } = await registry(() => found);
    const { path, remove } = temporaryFolder();
    mkdirSync(join(path, ".config", "containers"), { recursive: true });
    writeFileSync(
      join(path, ".config", "containers", "registries.conf"),
      [
        `[[registry]]\nlocation = "plain.example"\ninsecure = true`,
        `#[[registry]]\n#prefix = "comment.example"\n#location = "x"`,
        `[[registry]]\nprefix = "${address}"\nlocation = "mirror.example"`,
        `[[registry]]\nlocation = "mirrored.example/a"\n[[registry.mirror]]\nlocation = "x"`,
        `[[registry]]\nprefix = "*.blocked.example"\nblocked = true`,
      ].join("\n"),
    );
    vi.stubEnv("HOME", path);
    const rerouted = reroutedRegistries();
    const digest = await new UpstreamDigests().digest(`${address}/a`, "1");
    remove();
    expect(digest).toBeUndefined();
    expect(asked).toEqual([]);
    expect(isRerouted("mirrored.example", rerouted)).toBe(true);
    expect(isRerouted("a.blocked.example", rerouted)).toBe(true);
    expect(isRerouted("plain.example", rerouted)).toBe(false);
    expect(isRerouted("comment.example", rerouted)).toBe(false);
  });
});

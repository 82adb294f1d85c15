import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MOTO_ACCOUNT, type Moto, startMoto } from "./moto.ts";
import { type OciRegistry, startOciRegistry } from "./oci-registry.ts";
import { run } from "./processes.ts";
import { answerFromRegistry, type EcrError } from "./registry-as-ecr.ts";

/** ECR as moto plays it, with a real registry for the images, and another that is upstream. */
export interface EcrWithRegistry {
  readonly moto: Moto;
  readonly registry: OciRegistry;
  readonly upstream: OciRegistry;
  /** What the tool, and the programs it starts, read from the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What is answered in its place, if anything: set it to make an operation fail, or never answer. */
  fault: (
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ) => EcrError | Promise<never> | undefined;
  /** The digest under a reference, read by skopeo. */
  digest(reference: string): Promise<string>;
  /** Copies an OCI image layout into a registry. */
  publish(layout: string, reference: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all three. */
export async function startEcrWithRegistry(): Promise<EcrWithRegistry> {
  const [moto, registry, upstream] = await Promise.all([
    startMoto(),
    startOciRegistry(),
    startOciRegistry(),
  ]);
  const faults: Pick<EcrWithRegistry, "fault"> = { fault: () => undefined };
  const front = await startFront(moto.endpoint, registry, faults);
  const folder = mkdtempSync(join(tmpdir(), "containers-"));
  const env = {
    ...moto.env,
    AWS_ENDPOINT_URL: front.endpoint,
    HOME: folder, // skopeo and Podman look for registries.conf there
    REGISTRY_AUTH_FILE: join(folder, "auth.json"),
    CONTAINERS_STORAGE_CONF: join(folder, "storage.conf"),
  };
  mkdirSync(join(folder, ".config", "containers"), { recursive: true });
  const registries = join(folder, ".config", "containers", "registries.conf");
  writeFileSync(registries, registriesConf(registry, upstream));
  writeFileSync(env.REGISTRY_AUTH_FILE, '{"auths":{}}');
  writeFileSync(env.CONTAINERS_STORAGE_CONF, storageConf(folder));
  const skopeo = async (...args: string[]) => {
    const { code, stdout, stderr } = await run("skopeo", args, { env: { ...process.env, ...env } });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  return Object.assign(faults, {
    moto,
    registry,
    upstream,
    env,
    digest: async (reference: string) => {
      const manifest = join(folder, "manifest.json");
      writeFileSync(manifest, await skopeo("inspect", "--raw", `docker://${reference}`));
      return (await skopeo("manifest-digest", manifest)).trim();
    },
    publish: async (layout: string, reference: string) => {
      await skopeo("copy", "--all", "--preserve-digests", `oci:${layout}`, `docker://${reference}`);
    },
    async stop() {
      front.close();
      await Promise.all([moto.stop(), registry.stop(), upstream.stop()]);
      rmSync(folder, { recursive: true });
    },
  });
}

// Docker Hub is the registry upstream, so that a manifest can say what a user's would.
function registriesConf(registry: OciRegistry, upstream: OciRegistry): string {
  return `
[[registry]]
location = "${registry.address}"
insecure = true

[[registry]]
location = "${upstream.address}"
insecure = true

[[registry]]
prefix = "docker.io"
location = "${upstream.address}"
insecure = true
`;
}

// Podman's images are the test's own.
function storageConf(folder: string): string {
  return `[storage]
driver = "vfs"
graphroot = "${join(folder, "storage")}"
runroot = "${join(folder, "run")}"
`;
}

const AWS_REGISTRY = new RegExp(`${MOTO_ACCOUNT}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com`, "g");

// Makes one of moto and the registry: URLs lead to the registry, and images in it are ECR's.
async function startFront(
  endpoint: string,
  registry: OciRegistry,
  faults: Pick<EcrWithRegistry, "fault">,
) {
  const { address } = registry;
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const operation = `${incoming.headers["x-amz-target"]}`.split(".").at(-1) ?? "";
    const input = JSON.parse(body);
    const error = await faults.fault(operation, input);
    const manifests = error ?? (await answerFromRegistry(address, operation, input));
    if (manifests) {
      outgoing.writeHead("__type" in manifests ? 400 : 200, JSON_1_1);
      outgoing.end(JSON.stringify(manifests));
      return;
    }
    const answer = await forward(`${endpoint}${incoming.url}`, incoming, body);
    const text = await answer.text();
    const images = /ImageNotFoundException|"imageDetails": ?\[\]/.test(text)
      ? imagesInRegistry(registry, JSON.parse(body))
      : undefined;
    outgoing.writeHead(images ? 200 : answer.status, JSON_1_1);
    outgoing.end(images ?? text.replaceAll(AWS_REGISTRY, address));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const JSON_1_1 = { "content-type": "application/x-amz-json-1.1" };
const OF_THE_CONNECTION = ["connection", "content-length", "host"];

function forward(url: string, { method, headers }: IncomingMessage, body: string) {
  const passedOn = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
  return fetch(url, {
    method,
    body: body === "" ? undefined : body,
    headers: passedOn.map(([name, value]): [string, string] => [name, `${value}`]),
  });
}

interface ImageRequest {
  readonly repositoryName: string;
  readonly imageIds?: readonly { readonly imageTag?: string }[];
}

function imagesInRegistry(registry: OciRegistry, { repositoryName, imageIds }: ImageRequest) {
  const digests = registry.tags(repositoryName);
  const tags = imageIds?.map(({ imageTag = "" }) => imageTag) ?? [...digests.keys()];
  const images = [...new Set(tags.map((tag) => digests.get(tag)))].flatMap((imageDigest) => {
    const imageTags = tags.filter((tag) => digests.get(tag) === imageDigest);
    return imageDigest ? [{ repositoryName, imageDigest, imageTags }] : [];
  });
  return images.length > 0 || !imageIds ? JSON.stringify({ imageDetails: images }) : undefined;
}

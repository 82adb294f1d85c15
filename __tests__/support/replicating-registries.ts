import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { CliProject } from "./cli-project.ts";
import { EcrWire, type WireAnswer } from "./ecr-wire.ts";
import { writeImage } from "./oci-image.ts";
import { type OciRegistry, type StoredManifest, startOciRegistry } from "./oci-registry.ts";
import { type Run, run } from "./processes.ts";
import { temporaryFolder } from "./program.ts";
import { ACCOUNT, images, OTHER_ACCOUNT } from "./registries.ts";
import { answerFromRegistry, type EcrError } from "./registry-as-ecr.ts";
import { type Asked, HOME, OTHER_WEST, WEST } from "./replicating.ts";

const PLACES = [HOME, WEST, OTHER_WEST];

/** The account of an access key. */
const ACCOUNTS: Readonly<Record<string, string>> = { test: ACCOUNT, OTHER: OTHER_ACCOUNT };

/**
 * ECR in three registries, with a real registry for the images of each, and a project whose
 * environment `production` is copied from the first to the others.
 */
export class ReplicatingRegistries {
  /** The settings of the repositories that are there, as `ACCOUNT/REGION NAME`. */
  repositories = new Map<string, { readonly imageTagMutability: string }>();
  /** The text of the lifecycle policy of a repository, by the same. */
  lifecyclePolicies = new Map<string, string>();
  /** Answers a request in its place, if it returns anything. */
  fault: (asked: Asked) => WireAnswer | undefined = () => undefined;
  asked: Asked[] = [];
  /** The addresses under which ECR knows the registries, if they differ from their own. */
  addresses = new Map<string, string>();

  private constructor(
    readonly project: CliProject,
    readonly registries: ReadonlyMap<string, OciRegistry>,
    private readonly wire: EcrWire,
    readonly env: Readonly<Record<string, string>>,
  ) {
    wire.answer = (operation, input, region, key = "") => {
      const place = `${input.registryId ?? ACCOUNTS[key]}/${region}`;
      return this.answer({ operation, place, key, input });
    };
  }

  static async start(): Promise<ReplicatingRegistries> {
    const wire = new EcrWire();
    const started = await Promise.all(PLACES.map(startOciRegistry));
    const project = projectOf();
    const env = {
      ...(await wire.listen()),
      HOME: project.folder, // skopeo looks for registries.conf there
      REGISTRY_AUTH_FILE: project.write("auth.json", { auths: {} }),
      AWS_CONFIG_FILE: project.write(
        "aws-config",
        "[profile other]\naws_access_key_id = OTHER\naws_secret_access_key = s\n",
      ),
    };
    const registries = new Map(PLACES.map((place, index) => [place, started[index]!]));
    const replicating = new ReplicatingRegistries(project, registries, wire, env);
    replicating.trust(...started.map(({ address }) => address));
    return replicating;
  }

  async stop(): Promise<void> {
    this.wire.close();
    this.project.remove();
    await Promise.all([...this.registries.values()].map((registry) => registry.stop()));
  }

  /** Empties the registries, and makes the repositories anew. */
  clear(imageTagMutability = "IMMUTABLE"): void {
    for (const registry of this.registries.values()) registry.clear();
    const names = ["production/api", "production/worker"];
    this.repositories = new Map(
      PLACES.flatMap((place) =>
        names.map((name) => [`${place} ${name}`, { imageTagMutability }] as const),
      ),
    );
    this.lifecyclePolicies = new Map();
    this.fault = () => undefined;
    this.asked = [];
  }

  /** Lets skopeo ask registries by HTTP. */
  trust(...addresses: readonly string[]): void {
    const folder = join(this.project.folder, ".config", "containers", "registries.conf.d");
    mkdirSync(folder, { recursive: true });
    for (const address of addresses) {
      writeFileSync(
        join(folder, `${address.replace(":", "-")}.conf`),
        `[[registry]]\nlocation = "${address}"\ninsecure = true\n`,
      );
    }
  }

  /** The real registry of a place. */
  at(place: string): OciRegistry {
    return this.registries.get(place)!;
  }

  /** Pushes an image of two platforms, under a tag or under none, and returns its digest. */
  async push(place: string, repository: string, tag: string | undefined, content = tag) {
    const { path, remove } = temporaryFolder();
    const digest = writeImage(path, `${content}`);
    const target = tag === undefined ? `@${digest}` : `:${tag}`;
    const { code, stderr } = await run(
      "skopeo",
      [
        ...["copy", "--all", "--preserve-digests", `oci:${path}`],
        `docker://${this.at(place).address}/${repository}${target}`,
      ],
      { env: { ...process.env, ...this.env } },
    );
    remove();
    if (code !== 0) throw new Error(stderr);
    return digest;
  }

  /** The digests in a repository, and its tags with theirs. */
  holds(place: string, repository: string) {
    const registry = this.at(place);
    return {
      digests: registry
        .images(repository)
        .map(({ digest }) => digest)
        .toSorted(),
      tags: Object.fromEntries([...registry.tags(repository)].toSorted()),
    };
  }

  /** Runs the tool. */
  run(...args: readonly string[]): Promise<Run> {
    return this.project.run(this.env, ...args);
  }

  /** Runs the command, and reads what it prints of each image. */
  async replicate(...args: readonly string[]) {
    const { code, stdout, stderr } = await this.run("replicate", "production", ...args, "--json");
    const { images = [], error } = JSON.parse(stdout);
    return { code, stderr, images, error };
  }

  private async answer(asked: Asked): Promise<WireAnswer> {
    const { operation, place, key, input } = asked;
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault) return fault;
    if (operation === "DescribeRegistry") return { body: { registryId: ACCOUNTS[key] } };
    if (operation === "GetAuthorizationToken") {
      const authorizationToken = btoa(`AWS:${key} in ${place.split("/")[1]}`);
      const proxyEndpoint = `https://${this.addressOf(place)}`;
      return { body: { authorizationData: [{ authorizationToken, proxyEndpoint }] } };
    }
    const name = `${input.repositoryName ?? (input.repositoryNames as string[])[0]}`;
    const settings = this.repositories.get(`${place} ${name}`);
    if (!settings) return { error: "RepositoryNotFoundException" };
    const registry = this.at(place);
    if (operation === "DescribeRepositories") {
      const repositoryUri = `${this.addressOf(place)}/${name}`;
      return { body: { repositories: [{ repositoryName: name, repositoryUri, ...settings }] } };
    }
    if (operation === "DescribeImages") {
      const [{ imageTag = "" } = {}] = (input.imageIds ?? []) as { readonly imageTag?: string }[];
      const isMeant = ({ tags }: StoredManifest) => !imageTag || tags.includes(imageTag);
      const meant = registry.images(name).filter(isMeant);
      if (imageTag && meant.length === 0) return { error: "ImageNotFoundException" };
      const imageDetails = meant.map(({ pushedAt, ...image }) => ({
        imageDigest: image.digest,
        imageTags: image.tags,
        imageManifestMediaType: image.mediaType,
        subjectManifestDigest: image.subject,
        imagePushedAt: pushedAt.getTime() / 1_000,
      }));
      return { body: { imageDetails } };
    }
    if (operation === "DescribeImageReplicationStatus") return { body: {} };
    if (operation === "GetLifecyclePolicy") {
      const lifecyclePolicyText = this.lifecyclePolicies.get(`${place} ${name}`);
      return lifecyclePolicyText
        ? { body: { lifecyclePolicyText } }
        : { error: "LifecyclePolicyNotFoundException" };
    }
    const body = await answerFromRegistry(registry.address, operation, input as never);
    if (body === undefined) return { error: "UnknownOperationException" };
    return "__type" in body ? { error: (body as EcrError).__type } : { body };
  }

  private addressOf(place: string): string {
    return this.addresses.get(place) ?? this.at(place).address;
  }
}

function projectOf(): CliProject {
  const project = new CliProject({});
  const production = {
    environment: "production",
    accountId: ACCOUNT,
    repositories: images("api", "worker"),
  };
  const west = { region: "us-west-2" };
  project.synth({ production, west: { ...production, ...west } }, (app) => {
    new RegistryStack(app, "registry", {
      accountId: ACCOUNT,
      replication: [
        {
          environments: ["production"],
          destinations: [west, { ...west, accountId: OTHER_ACCOUNT }],
        },
      ],
    });
  });
  return project;
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { CliProject } from "../__tests__/support/cli-project.ts";
import { startEcrWithRegistry } from "../__tests__/support/ecr-with-registry.ts";
import { writeImage } from "../__tests__/support/oci-image.ts";
import { ecrClient } from "../__tests__/support/read-back.ts";
import { type Measured, measure } from "./measure.ts";

const RUNS = 3;
const COMPONENTS = ["redis", "onlyoffice", "litellm", "propelauth"];
const TAGS = Array.from({ length: 50 }, (_, index) => `v${index}`);

/**
 * How long it takes to copy 200 tags of small images, each of two platforms, between two registries
 * on this machine, and to find out that there is nothing to do.
 */
export async function measureMirror(
  folder: string,
): Promise<{ readonly copy: Measured[]; readonly again: Measured[] }> {
  const ecr = await startEcrWithRegistry();
  const project = new CliProject({
    shared: { environment: "shared", createThirdpartyRepos: true, imageTagMutability: "MUTABLE" },
  });
  try {
    const publishAll = COMPONENTS.map(async (component) => {
      const repositoryName = `thirdparty/${component}`;
      await ecrClient(ecr.moto).send(new CreateRepositoryCommand({ repositoryName }));
      for (const tag of TAGS) await publish(folder, ecr.upstream.address, component, tag);
    });
    await Promise.all(publishAll);
    const images = COMPONENTS.map((component) => ({
      component,
      upstream: `${ecr.upstream.address}/${component}`,
      tags: TAGS,
    }));
    project.write("third-party-images.json", images);
    const sync = join(folder, "sync.yml");
    writeFileSync(sync, JSON.stringify(syncConfiguration(ecr.upstream.address)));
    const common = { cwd: project.folder, env: ecr.env };
    const subjects = [
      {
        ...common,
        name: "`skopeo sync --all`",
        command: `skopeo sync --all --src yaml --dest docker ${sync} ${ecr.registry.address}/thirdparty`,
      },
      {
        ...common,
        name: "**`artos-ecr mirror`**",
        // Its report is part of the message of a run that fails.
        command: `node ${resolve("bin/artos-ecr")} mirror shared 1>&2`,
      },
    ];
    const prepare = () => ecr.registry.clear();
    const copy = await measure(
      subjects.map((subject) => ({ ...subject, prepare })),
      RUNS,
    );
    return { copy, again: await measure(subjects, RUNS) };
  } finally {
    project.remove();
    await ecr.stop();
  }
}

function syncConfiguration(upstream: string) {
  const images = Object.fromEntries(COMPONENTS.map((component) => [component, TAGS]));
  return { [upstream]: { images } };
}

/** Publishes an image over HTTP: a process for each would take minutes. */
async function publish(folder: string, address: string, name: string, tag: string): Promise<void> {
  const layout = mkdtempSync(join(folder, "image-"));
  const digest = writeImage(layout, `${name}:${tag}`);
  const blobs = join(layout, "blobs", "sha256");
  const repository = `http://${address}/v2/${name}`;
  for (const blob of readdirSync(blobs)) {
    const started = await send("POST", `${repository}/blobs/uploads/`);
    const location = `${started.headers.get("location")}&digest=sha256:${blob}`;
    await send("PUT", location, readFileSync(join(blobs, blob)));
  }
  const read = (of: string) => readFileSync(join(blobs, of.replace("sha256:", "")));
  const index = JSON.parse(read(digest).toString());
  for (const { digest: platform, mediaType } of index.manifests) {
    await send("PUT", `${repository}/manifests/${platform}`, read(platform), mediaType);
  }
  await send("PUT", `${repository}/manifests/${tag}`, read(digest), index.mediaType);
  rmSync(layout, { recursive: true });
}

async function send(
  method: string,
  url: string,
  body?: Buffer,
  type = "application/octet-stream",
): Promise<Response> {
  const answer = await fetch(url, { method, body, headers: { "content-type": type } });
  const text = await answer.text(); // Until it is read, the connection is taken.
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return answer;
}

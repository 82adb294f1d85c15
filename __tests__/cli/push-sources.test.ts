import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImage } from "../support/oci-image.ts";
import { Pushing } from "../support/pushing.ts";
import { describeWith } from "../support/real.ts";

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
  "podman",
)("push takes", () => {
  let pushing: Pushing;
  let folder: string;

  beforeAll(async () => {
    pushing = await Pushing.start();
    folder = pushing.project.folder;
  });
  afterAll(() => pushing.stop());

  /** Pushes twice, and returns the digest that ECR has then. */
  async function pushTwice(tag: string, image: string): Promise<string> {
    const results: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const { code, stdout, stderr } = await pushing.run(
        ...["push", "production", "backend", tag, "--image", image, "--json"],
      );
      expect(code, stderr + stdout).toBe(0);
      results.push(JSON.parse(stdout).pushed[0].result);
    }
    expect(results).toEqual(["pushed", "there already"]);
    return pushing.ecr.digest(`${pushing.uri("production")}:${tag}`);
  }

  test("a folder with an OCI image layout: all platforms, the same digest", async () => {
    const digest = writeImage(join(folder, "layout"), "layout");
    expect(await pushTwice("layout", "layout")).toBe(digest);
    expect(await pushTwice("named", "oci:layout")).toBe(digest);
  });

  test("an OCI archive: all platforms, the same digest", async () => {
    const digest = writeImage(join(folder, "archived"), "archived");
    const archive = join(folder, "oci.tar");
    await pushing.tool("tar", "-cf", archive, "-C", join(folder, "archived"), ".");
    expect(await pushTwice("oci-archive", "oci.tar")).toBe(digest);
  });

  test("a Docker archive", async () => {
    await pushing.build("docker-archive", "backend:docker-archive");
    const archive = join(folder, "docker.tar");
    const save = ["save", "--quiet", "--format", "docker-archive", "--output", archive];
    await pushing.tool("podman", ...save, "backend:docker-archive");
    expect(await pushTwice("docker-archive", archive)).toMatch(/^sha256:/);
  });

  test("an image of a registry, by its digest", async () => {
    const { digest } = await pushing.publish("by-digest");
    const reference = `${pushing.ecr.upstream.address}/backend@${digest}`;
    expect(await pushTwice("by-digest", reference)).toBe(digest);
  });

  test("a local image, by its digest", async () => {
    await pushing.build("here", "localhost/backend:here");
    const [image] = JSON.parse(
      await pushing.tool("podman", "image", "inspect", "localhost/backend:here"),
    );
    const reference: string = image.RepoDigests.find((name: string) =>
      name.startsWith("localhost/backend@"),
    );
    expect(await pushTwice("here", reference)).toMatch(/^sha256:/);
  });

  test("Podman's manifest list: all of its images", async () => {
    const { reference } = await pushing.publish("listed");
    await pushing.tool("podman", "manifest", "create", "localhost/backend:list");
    const add = ["manifest", "add", "--all", "localhost/backend:list", `docker://${reference}`];
    await pushing.tool("podman", ...add);
    await pushTwice("list", "backend:list");
    const raw = `docker://${pushing.uri("production")}:list`;
    const { manifests } = JSON.parse(await pushing.tool("skopeo", "inspect", "--raw", raw));
    expect(
      manifests.map(
        ({ platform }: { platform: { architecture: string } }) => platform.architecture,
      ),
    ).toEqual(["amd64", "arm64"]);
  });

  test("no file that is no image", async () => {
    pushing.project.write("text.tar", "text");
    const args = ["push", "production", "backend", "text", "--image", "text.tar"];
    const { code, stderr } = await pushing.run(...args);
    expect(code).toBe(3);
    expect(stderr).toContain("text.tar is no archive of one image");
  });
});

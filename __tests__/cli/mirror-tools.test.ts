import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "../support/ecr-with-registry.ts";
import { writeImage } from "../support/oci-image.ts";
import { run } from "../support/processes.ts";
import { temporaryFolder } from "../support/program.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";

/** The command lines of crane and of Docker's buildx, with Skopeo to do the work. */
const TOOLS = {
  crane: (skopeo: string, seen: string) => `
case "$1" in
  version) exit;;
  manifest) exec ${skopeo} inspect --raw docker://$2;;
  copy) cat $DOCKER_CONFIG/config.json > ${seen}
    exec env -u DOCKER_CONFIG ${skopeo} copy --all --preserve-digests docker://$2 docker://$3;;
esac`,
  docker: (skopeo: string, seen: string) => `
case "$1 $2 $3" in
  "buildx  ") exit;;
  "buildx imagetools inspect") exec ${skopeo} inspect --raw docker://$5;;
  "buildx imagetools create") cat $DOCKER_CONFIG/config.json > ${seen}
    exec env -u DOCKER_CONFIG ${skopeo} copy --all --preserve-digests docker://$7 docker://$6;;
esac`,
} as const;

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
)("a mirror without Skopeo", () => {
  let ecr: EcrWithRegistry;
  let project: CliProject;
  let bin: string;
  let temporary: string;
  let digest: string;

  beforeAll(async () => {
    ecr = await startEcrWithRegistry();
    project = new CliProject({ shared: { environment: "shared", createThirdpartyRepos: true } });
    const repositoryName = "thirdparty/redis";
    await ecrClient(ecr.moto).send(new CreateRepositoryCommand({ repositoryName }));
    const { path, remove } = temporaryFolder();
    digest = writeImage(path, "redis");
    await ecr.publish(path, `${ecr.upstream.address}/redis:7`);
    remove();
    project.write("third-party-images.json", [
      { component: "redis", upstream: `${ecr.upstream.address}/redis`, tags: ["7"] },
    ]);
  });
  beforeEach(() => ecr.registry.clear());
  afterAll(async () => {
    project.remove();
    await ecr.stop();
  });

  const shell = async (command: string) => (await run("sh", ["-c", command])).stdout.trim();

  function program(name: string, script: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  test.each(Object.entries(TOOLS))(
    "%s logs in to ECR for this run alone, whatever helpers the user's settings name",
    async (tool, script) => {
      // Nothing but these programs is found.
      bin = join(project.folder, `bin-${tool}`);
      temporary = join(project.folder, `tmp-${tool}`);
      for (const folder of [bin, temporary]) mkdirSync(folder);
      for (const name of ["sh", "cat", "env"]) {
        symlinkSync(await shell(`command -v ${name}`), join(bin, name));
      }
      const seen = join(project.folder, `seen-${tool}`);
      const asked = join(project.folder, `asked-${tool}`);
      program(tool, `${script(await shell("command -v skopeo"), seen)}\necho "$@" >&2; exit 9`);
      program("docker-credential-ecr-login", `echo $1 >> ${asked}; exit 1`);
      const settings = {
        auths: { "other.example": { auth: "eDp5" } },
        credsStore: "desktop",
        credHelpers: { [ecr.registry.address]: "ecr-login", "ghcr.io": "mine" },
        currentContext: "mine",
      };
      const docker = join(project.folder, `docker-${tool}`);
      mkdirSync(docker);
      const users = join(docker, "config.json");
      writeFileSync(users, JSON.stringify(settings));

      const env = { ...ecr.env, PATH: bin, DOCKER_CONFIG: docker, TMPDIR: temporary };
      const { code, stdout, stderr } = await project.run(env, "mirror", "shared", "--json");
      expect(code, stdout + stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        tool,
        images: [{ tag: "7", result: "copied", digest }],
      });
      const own = JSON.parse(readFileSync(seen, "utf8"));
      expect(own).toMatchObject({
        ...settings,
        credHelpers: { ...settings.credHelpers, [ecr.registry.address]: "" },
      });
      const login = Buffer.from(own.auths[ecr.registry.address].auth, "base64").toString();
      expect(login).toMatch(/^AWS:./);
      expect(JSON.parse(readFileSync(users, "utf8"))).toEqual(settings);
      expect(readdirSync(project.folder)).not.toContain(`asked-${tool}`);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );
});

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Pushing } from "../support/pushing.ts";
import { describeWith } from "../support/real.ts";

/** As ECR's credential helper: it has a login of its own, and keeps none. */
const ECR_LOGIN = `[ "$1" = get ] && echo '{"Username":"AWS","Secret":"own"}' && exit
echo "not implemented"; exit 1`;

describeWith(
  "moto_server",
  "skopeo",
  "docker-registry",
  "podman",
)("with Podman", () => {
  let pushing: Pushing;
  let registry: string;
  let logins: string;

  beforeAll(async () => {
    pushing = await Pushing.start();
    registry = pushing.ecr.registry.address;
    logins = `${pushing.env.REGISTRY_AUTH_FILE}`;
    pushing.program("docker-credential-ecr-login", ECR_LOGIN);
    await pushing.build("image", "backend:v1", "backend:v2", "backend:v3");
  });
  beforeEach(() => writeFileSync(logins, '{"auths":{}}'));
  afterAll(() => pushing.stop());

  const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));

  test("login logs in to the stack's registry, and logout removes the login", async () => {
    const { code, stdout } = await pushing.run("login", "production");
    expect(stdout).toContain(`Logged in to ${registry} for 12 hours.`);
    expect(code).toBe(0);
    expect(await pushing.tool("podman", "login", "--get-login", registry)).toContain("AWS");

    const out = await pushing.run("logout", "production");
    expect(out).toMatchObject({ code: 0, stdout: `Logged out of ${registry}.\n` });
    expect(Object.keys(read(logins).auths)).toEqual([]);
    const again = await pushing.run("logout", "production");
    expect(again).toMatchObject({ code: 0, stdout: `No login to ${registry} was stored.\n` });
  });

  test("push stores no login", async () => {
    const { code, stderr } = await pushing.run("push", "production", "backend", "v1");
    expect(code, stderr).toBe(0);
    expect(read(logins)).toEqual({ auths: {} });
  });

  describe("where a credential helper serves the registry", () => {
    const serve = (helper: string) =>
      writeFileSync(logins, JSON.stringify({ credHelpers: { [registry]: helper } }));

    test("login and logout store and remove nothing, and say so", async () => {
      serve("ecr-login");
      const { code, stdout, stderr } = await pushing.run("login", "production");
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(
        `Nothing was stored: docker-credential-ecr-login logs in to ${registry} by itself.`,
      );
      const out = await pushing.run("logout", "production");
      expect(out).toMatchObject({
        code: 0,
        stdout: `Nothing was removed: docker-credential-ecr-login still logs in to ${registry}.\n`,
      });
      expect(read(logins)).toEqual({ credHelpers: { [registry]: "ecr-login" } });
    });

    test("push works, with a login that no helper is asked for", async () => {
      serve("missing");
      const { code, stdout, stderr } = await pushing.run("push", "production", "backend", "v2");
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/:v2@sha256:[0-9a-f]{64}/);
    });

    test("a helper that neither keeps nor has a login fails", async () => {
      pushing.program("docker-credential-broken", "echo it is locked; exit 1");
      serve("broken");
      const { code, stderr } = await pushing.run("login", "production");
      expect(code).toBe(3);
      expect(stderr).toContain("neither keeps a login nor has one of its own");
      expect(stderr).toContain("it is locked");
    });

    test("a helper that keeps logins is used", async () => {
      const kept = join(pushing.project.folder, "kept");
      pushing.program(
        "docker-credential-file",
        `case $1 in store) cat > ${kept};; erase) rm ${kept};; get) cat ${kept};; esac`,
      );
      serve("file");
      const { stdout } = await pushing.run("login", "production");
      expect(stdout).toContain(`Logged in to ${registry}`);
      expect(read(kept)).toMatchObject({ ServerURL: registry, Username: "AWS" });
      expect((await pushing.run("logout", "production")).stdout).toContain("Logged out");
      expect(existsSync(kept)).toBe(false);
    });
  });

  describe("--auth-file", () => {
    test("keeps the login in a file of the run's own, until logout", async () => {
      const file = join(pushing.project.folder, "ci", "auth.json");
      const { code, stdout } = await pushing.run("login", "production", "--auth-file", file);
      expect(code).toBe(0);
      expect(stdout).toContain(`Logged in to ${registry} for 12 hours, in ${file} alone.`);
      expect(read(logins)).toEqual({ auths: {} });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const get = ["login", "--authfile", file, "--get-login", registry];
      expect(await pushing.tool("podman", ...get)).toContain("AWS");

      const out = await pushing.run("logout", "production", "--auth-file", file);
      expect(out.stdout).toBe(`Logged out of ${registry}.\n`);
      expect(existsSync(file)).toBe(false);
    });

    test("leaves other logins in the file as they are", async () => {
      const others = { auths: { "other.example": { auth: "eDp5" } } };
      const file = pushing.project.write("auth.json", others);
      const args = ["push", "production", "backend", "v3", "--auth-file", file];
      const { code, stderr } = await pushing.run(...args);
      expect(code, stderr).toBe(0);
      expect(Object.keys(read(file).auths)).toEqual(["other.example", registry]);
      await pushing.run("logout", "production", "--auth-file", file);
      expect(read(file)).toEqual(others);
    });

    test("is refused if it is no file of logins", async () => {
      const file = pushing.project.write("notes.txt", "notes");
      const { code, stderr } = await pushing.run("login", "production", "--auth-file", file);
      expect(code).toBe(2);
      expect(stderr).toContain(`${file} is no file of logins`);
      expect(readFileSync(file, "utf8")).toBe("notes");
    });
  });

  test("credentials of another account than the stack's are refused", async () => {
    const { code, stderr } = await pushing.run("login", "bound");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The credentials are of account \S+, but bound is bound to account 999999999999\.\n$/,
    );
  });
});

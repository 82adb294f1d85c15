import {
  AzurermBackend,
  CloudBackend,
  GcsBackend,
  HttpBackend,
  LocalBackend,
  NamedCloudWorkspace,
  RemoteBackend,
  S3Backend,
  TaggedCloudWorkspaces,
  TerraformStack,
} from "cdktf";
import { describe, expect, it } from "vitest";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { appOf, problemsOf, stackOf } from "./support/written-app.ts";

describe("two stacks do not share a state", () => {
  type AddBackend = (stack: TerraformStack, part: string) => unknown;
  it.each<[string, AddBackend]>([
    ["s3 key", (stack, key) => new S3Backend(stack, { bucket: "states", key })],
    ["s3 bucket", (stack, bucket) => new S3Backend(stack, { bucket, key: "k" })],
    ["gcs prefix", (stack, prefix) => new GcsBackend(stack, { bucket: "states", prefix })],
    [
      "azurerm key",
      (stack, key) =>
        new AzurermBackend(stack, { storageAccountName: "s", containerName: "c", key }),
    ],
    [
      "cloud workspace",
      (stack, name) =>
        new CloudBackend(stack, { organization: "o", workspaces: new NamedCloudWorkspace(name) }),
    ],
    [
      "remote workspace",
      (stack, name) => new RemoteBackend(stack, { organization: "o", workspaces: { name } }),
    ],
    ["http address", (stack, address) => new HttpBackend(stack, { address })],
    ["local path", (stack, path) => new LocalBackend(stack, { path: `../${path}` })],
  ])("%s", (_kind, addBackend) => {
    const withStates = (first: string, second: string) => {
      const app = appOf({ a: {}, b: {} });
      addBackend(stackOf(app, "a"), first);
      addBackend(stackOf(app, "b"), second);
      return problemsOf(app);
    };
    expect(withStates("one", "two")).toEqual([]);
    expect(withStates("one", "one")).toEqual([
      expect.stringMatching(
        /^b\.terraform\.backend is "\w+": must keep the state in another place than a does/,
      ),
    ]);
  });

  type Config = Readonly<Record<string, unknown>>;
  it.each<[string, Config, Config]>([
    ["gcs", { bucket: "b", prefix: "p" }, { bucket: "b", prefix: "p/" }],
    ["pg", { conn_str: "c" }, { conn_str: "c", schema_name: "terraform_remote_state" }],
    ["consul", { address: "a", path: "p" }, { address: "a", path: "p" }],
    [
      "s3",
      { bucket: "b", key: "k", endpoint: "https://s3" },
      { bucket: "b", key: "k", endpoints: { s3: "https://s3/", dynamodb: "https://d" } },
    ],
    [
      "remote",
      { organization: "o", workspaces: { name: "w" } },
      { hostname: "app.terraform.io", organization: "o", workspaces: { name: "w" } },
    ],
    ["someday", { where: "x" }, { where: "x" }],
  ])("written in another way: %s", (kind, first, second) => {
    const app = appOf({});
    for (const [id, config] of [
      ["a", first],
      ["b", second],
    ] as const) {
      const stack = new TerraformStack(app, id);
      new LocalBackend(stack, {});
      stack.addOverride("terraform.backend", { local: undefined, [kind]: config });
    }
    new EnvironmentStack(app, "qa", { environment: "qa" });
    expect(problemsOf(app)).toHaveLength(1);
  });

  it("a local state without a path is in each stack's own folder", () => {
    const app = appOf({ qa: {} });
    for (const id of ["a", "b"])
      new TerraformStack(app, id).addOverride("terraform.backend", { local: {} });
    expect(problemsOf(app)).toEqual([]);
  });

  it("a second backend by an override is a problem", () => {
    const app = appOf({ a: {} });
    stackOf(app, "a").addOverride("terraform.backend.s3", { bucket: "b", key: "k" });
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(/^a\.terraform\.backend is \[ 'local', 's3' \]: must be one backend/),
    ]);
  });

  it.each(["terraform", "terraform.backend.local", "provider.aws.0.allowed_account_ids"])(
    "an override with null is no crash: %s",
    (path) => {
      const app = appOf({ a: {}, b: {} });
      stackOf(app, "a").addOverride(path, null);
      expect(problemsOf(app)).toEqual([]);
    },
  );

  it("another profile or role is no other state", () => {
    const app = appOf({ a: {}, b: {} });
    new S3Backend(stackOf(app, "a"), { bucket: "states", key: "k", profile: "one" });
    new S3Backend(stackOf(app, "b"), { bucket: "states", key: "k", profile: "two" });
    expect(problemsOf(app)).toHaveLength(1);
  });

  it("a workspace that is chosen later may be another", () => {
    const app = appOf({ a: {}, b: {} });
    for (const id of ["a", "b"]) {
      const workspaces = new TaggedCloudWorkspaces(["ecr"]);
      new CloudBackend(stackOf(app, id), { organization: "o", workspaces });
    }
    expect(problemsOf(app)).toEqual([]);
  });

  it("an override of the backend counts", () => {
    const app = appOf({ a: {}, b: {} });
    for (const id of ["a", "b"]) {
      new S3Backend(stackOf(app, id), { bucket: "states", key: id });
      stackOf(app, id).addOverride("terraform.backend.s3.key", "k");
    }
    expect(problemsOf(app)).toHaveLength(1);
  });

  it("local states are the stacks' own by default", () => {
    const app = appOf({ a: {}, b: {} });
    new TerraformStack(app, "network");
    expect(problemsOf(app)).toEqual([]);
  });
});

import { once } from "node:events";
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addLogin, removeLogin } from "../cli/login/auth-file.ts";
import { temporaryFolder } from "./support/program.ts";

const LOGIN = { registry: "host", username: "AWS", password: "a:b" };
const ENTRY = { auth: Buffer.from("AWS:a:b").toString("base64") };

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, "new", "auth.json");
});
afterEach(() => folder.remove());

const read = () => JSON.parse(readFileSync(file, "utf8"));

test("a login is added to a file that its owner alone may read, and removed with it", () => {
  addLogin(file, LOGIN);
  expect(read()).toEqual({ auths: { host: ENTRY } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(removeLogin(file, "host")).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test("what the file holds besides stays", () => {
  file = join(folder.path, "auth.json");
  const others = { credHelpers: { x: "y" }, auths: { other: { auth: "z" } } };
  writeFileSync(file, JSON.stringify(others), { mode: 0o644 });
  addLogin(file, LOGIN);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(read()).toEqual({ ...others, auths: { ...others.auths, host: ENTRY } });
  expect(removeLogin(file, "host")).toBe(true);
  expect(read()).toEqual(others);
  expect(removeLogin(file, "host")).toBe(false);
});

test("a file with settings and no other login stays", () => {
  file = join(folder.path, "auth.json");
  writeFileSync(file, '{"credsStore":"x"}');
  addLogin(file, LOGIN);
  removeLogin(file, "host");
  expect(read()).toEqual({ credsStore: "x", auths: {} });
});

test("a file that is not there holds no login, and an empty one takes one", () => {
  expect(removeLogin(file, "host")).toBe(false);
  file = join(folder.path, "empty");
  writeFileSync(file, "");
  addLogin(file, LOGIN);
  expect(read()).toEqual({ auths: { host: ENTRY } });
});

test.each(["notes", "null", "7"])("a file with %s is refused and stays", (text) => {
  file = join(folder.path, "notes");
  writeFileSync(file, text);
  expect(() => addLogin(file, LOGIN)).toThrow(`${file} is no file of logins`);
  expect(() => removeLogin(file, "host")).toThrow(`${file} is no file of logins`);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a folder is refused", () => {
  expect(() => addLogin(folder.path, LOGIN)).toThrow(`${folder.path} cannot be read`);
});

test("folders above the file are made, and a place that takes none is refused", () => {
  const deep = join(folder.path, "a", "b", "auth.json");
  addLogin(deep, LOGIN);
  expect(readFileSync(deep, "utf8")).toContain(LOGIN.registry);
  const nowhere = join(folder.path, "a", "b", "auth.json", "c", "auth.json");
  expect(() => addLogin(nowhere, LOGIN)).toThrow(`${nowhere} cannot be`);
});

test.runIf(process.platform === "linux")("a place in /proc is refused, and soon", () => {
  expect(() => addLogin("/proc/x/auth.json", LOGIN)).toThrow(
    "/proc/x/auth.json cannot be written: ENOENT",
  );
});

test("what is no regular file is refused, and keeps its mode", async () => {
  const socket = join(folder.path, "socket"); // In the place of /dev/null, which all need as it is.
  const server = createServer().listen(socket);
  await once(server, "listening");
  const { mode } = statSync(socket);
  expect(() => addLogin(socket, LOGIN)).toThrow(`${socket} cannot be read: it is no regular file`);
  expect(statSync(socket).mode).toBe(mode);
  server.close();
});

test("a folder that cannot be made is reported with the file, as wrong use", () => {
  symlinkSync("nowhere", join(folder.path, "new"));
  expect(() => addLogin(file, LOGIN)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(`${file} cannot be written: `),
      exitCode: 2,
    }),
  );
});

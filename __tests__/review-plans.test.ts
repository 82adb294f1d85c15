import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { review } from "../cli/review/review.ts";

const FOLDER = "__tests__/plans";

const offline = (file: string, accept: readonly string[] = []) =>
  review({ plan: `${FOLDER}/${file}`, accept, offline: true, markdown: false });

const names = ["api", "web", "worker"];
const repository = (name: string) => `module.ecr["${name}"].aws_ecr_repository.this[0]`;
const each = (kind: string, type: string) =>
  names.map((name) => `${kind}:module.ecr["${name}"].${type}.this[0] payments/${name}`);

const components = {
  backend: "payments/artos-postgres-eks-backend",
  celery: "payments/artos-postgres-eks-celery",
  frontend: "payments/frontend",
};
const ofModule = (kind: string, type: string, index = "[0]") =>
  Object.entries(components).map(
    ([name, repository]) => `${kind}:module.ecr.${type}.${name}${index} ${repository}`,
  );
const tool = (kind: string, ...tools: string[]) =>
  tools.map((name) => `${kind}:aws_ecr_repository.tool["${name}"] ${name}`);

/** What is at stake in each plan of the folder, by its README. */
const AT_STAKE: Readonly<Record<string, readonly string[]>> = {
  "tfm-unchanged.json": [],
  "tfm-module-moved.json": [],
  "tfm-a-name-dropped.json": [`destroy:${repository("worker")} payments/worker`],
  "tfm-kms.json": each("replace", "aws_ecr_repository"),
  "tfm-module-renamed.json": each("rename", "aws_ecr_repository"),
  "tfm-another-region.json": each("elsewhere", "aws_ecr_repository"),
  "tfm-an-account-loses-access.json": each("access", "aws_ecr_repository_policy"),
  "tfm-fewer-images-kept.json": each("expire", "aws_ecr_lifecycle_policy"),
  "tfm-force-delete.json": each("force-delete", "aws_ecr_repository"),
  "tfm-mutable.json": each("mutable", "aws_ecr_repository"),
  "tofu-unchanged.json": [],
  "tofu-a-name-dropped.json": tool("destroy", "tools/lint"),
  "tofu-replaced-by-request.json": tool("replace", "tools/lint"),
  "tofu-module-renamed.json": ofModule("rename", "aws_ecr_repository", ""),
  "tofu-another-region.json": [
    ...tool("elsewhere", "tools/build", "tools/lint"),
    ...ofModule("elsewhere", "aws_ecr_repository", ""),
  ],
  "tofu-an-account-loses-access.json": ofModule("access", "aws_ecr_repository_policy"),
  "tofu-fewer-images-kept.json": ofModule("expire", "aws_ecr_lifecycle_policy"),
  "tofu-mutable.json": tool("mutable", "tools/build", "tools/lint"),
};

it.each(Object.entries(AT_STAKE))(
  "of %s, a review reports what is at stake",
  async (file, findings) => {
    const { data, exitCode } = await offline(file);
    const found = data.findings.map(({ kind, address, repository, images, accepted }) => {
      expect({ images, accepted }).toEqual({ images: null, accepted: false });
      return `${kind}:${address} ${repository}`;
    });
    expect(found).toEqual(findings);
    expect(exitCode).toBe(findings.length > 0 ? 1 : 0);
  },
);

it("every plan of the folder is reviewed here", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  expect(Object.keys(AT_STAKE).sort()).toEqual(files.sort());
  const page = readFileSync(`${FOLDER}/README.md`, "utf8");
  for (const file of files) expect(page).toContain(file);
});

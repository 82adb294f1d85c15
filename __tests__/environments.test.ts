import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "./support/program.ts";

async function stacksOfMain(): Promise<TerraformStack[]> {
  const projectRoot = process.cwd();
  const folder = temporaryFolder();
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
  process.chdir(folder.path);
  const { app } = await import("../main.ts");
  process.chdir(projectRoot);
  vi.restoreAllMocks();
  folder.remove();
  return app.node.children.filter((child) => child instanceof TerraformStack);
}

const stacks = await stacksOfMain();

describe("the environments of main.ts", () => {
  it("have the documented four among them", () => {
    expect(stacks.map((stack) => stack.node.id)).toEqual(
      expect.arrayContaining(["development", "staging", "production", "shared"]),
    );
  });

  it.each(stacks.map((stack) => [stack.node.id, stack] as const))("%s", (_id, stack) => {
    expect(Testing.synth(stack, true)).toMatchSnapshot();
  });

  // A repository whose address changes is destroyed with its images.
  it("have these addresses for good", () => {
    const addresses = stacks.flatMap((stack) => {
      const { resource } = JSON.parse(Testing.synth(stack)) as {
        resource: Record<string, Record<string, { name?: string }>>;
      };
      return Object.entries(resource.aws_ecr_repository ?? {}).map(
        ([component, { name }]) => `${stack.node.id}: aws_ecr_repository.${component} = ${name}`,
      );
    });
    expect(addresses.sort()).toMatchInlineSnapshot(`
      [
        "development: aws_ecr_repository.backend = development/artos-postgres-eks-backend",
        "development: aws_ecr_repository.celery = development/artos-postgres-eks-celery",
        "development: aws_ecr_repository.frontend = development/frontend",
        "production: aws_ecr_repository.backend = production/artos-postgres-eks-backend",
        "production: aws_ecr_repository.celery = production/artos-postgres-eks-celery",
        "production: aws_ecr_repository.frontend = production/frontend",
        "shared: aws_ecr_repository.backend = shared/artos-postgres-eks-backend",
        "shared: aws_ecr_repository.celery = shared/artos-postgres-eks-celery",
        "shared: aws_ecr_repository.frontend = shared/frontend",
        "shared: aws_ecr_repository.litellm = thirdparty/litellm",
        "shared: aws_ecr_repository.onlyoffice = thirdparty/onlyoffice",
        "shared: aws_ecr_repository.propelauth = thirdparty/propelauth",
        "shared: aws_ecr_repository.redis = thirdparty/redis",
        "staging: aws_ecr_repository.backend = staging/artos-postgres-eks-backend",
        "staging: aws_ecr_repository.celery = staging/artos-postgres-eks-celery",
        "staging: aws_ecr_repository.frontend = staging/frontend",
      ]
    `);
  });
});

import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { DOCUMENTED_SETTINGS } from "./support/document.ts";
import { temporaryFolder } from "./support/program.ts";
import { appOf } from "./support/written-app.ts";

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

/** The resources and providers of stacks, by stack and address. */
function contentOf(stacks: readonly TerraformStack[]): Record<string, { readonly name?: string }> {
  const entries = stacks.flatMap((stack) => {
    const { resource, provider } = JSON.parse(Testing.synth(stack));
    return Object.entries<object>({ ...resource, provider }).flatMap(([type, named]) =>
      Object.entries(named ?? {}).map(([name, content]) => [
        `${stack.node.id}: ${type}.${name}`,
        content,
      ]),
    );
  });
  return Object.fromEntries(entries);
}

const stacks = await stacksOfMain();

// What users set in main.ts is theirs: there are snapshots of it, and nothing else that they edit.
describe("the environments of main.ts", () => {
  it.each(stacks.map((stack) => [stack.node.id, stack] as const))("%s", (_id, stack) => {
    expect(Testing.synth(stack, true)).toMatchSnapshot();
  });

  // A repository whose address changes is destroyed with its images.
  it("have these addresses for good", () => {
    const addresses = Object.entries(contentOf(stacks))
      .filter(([address]) => address.includes(": aws_ecr_repository."))
      .map(([address, { name }]) => `${address} = ${name}`);
    expect(addresses.sort()).toMatchSnapshot();
  });

  it("differ from the document's in these resources", () => {
    const written = contentOf(stacks);
    const documented = contentOf(
      appOf(DOCUMENTED_SETTINGS).node.children.filter((child) => child instanceof TerraformStack),
    );
    const addresses = Object.keys({ ...documented, ...written });
    const differs = (address: string) =>
      JSON.stringify(written[address]) !== JSON.stringify(documented[address]);
    expect(addresses.filter(differs).sort()).toMatchSnapshot();
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { DOCUMENTED_SETTINGS } from "./support/document.ts";
import { temporaryFolder } from "./support/program.ts";
import { appOf } from "./support/written-app.ts";

/** A stack's id and its Terraform JSON. */
type Written = readonly [id: string, json: string];

/** What main.ts writes. */
async function stacksOfMain(): Promise<Written[]> {
  const projectRoot = process.cwd();
  const folder = temporaryFolder();
  vi.spyOn(console, "log").mockReturnValue();
  const problems = vi.spyOn(console, "error").mockReturnValue();
  process.chdir(folder.path);
  const root = process.cwd(); // a stack of CDKTF's own has an absolute path to its state
  await import("../main.ts");
  process.chdir(projectRoot);
  expect(process.exitCode, problems.mock.calls.join("\n")).toBeUndefined();
  vi.restoreAllMocks();
  const out = join(folder.path, "cdktf.out", "stacks");
  const stacks = readdirSync(out).map((id): Written => {
    const json = readFileSync(join(out, id, "cdk.tf.json"), "utf8");
    return [id, json.replaceAll(root, "ROOT")];
  });
  folder.remove();
  return stacks;
}

/** The resources and providers of stacks, by stack and address. */
function contentOf(stacks: readonly Written[]): Record<string, { readonly name?: string }> {
  const entries = stacks.flatMap(([id, json]) => {
    const { resource, provider } = JSON.parse(withoutComments(json));
    return Object.entries<object>({ ...resource, provider }).flatMap(([type, named]) =>
      Object.entries(named ?? {}).map(([name, content]) => [`${id}: ${type}.${name}`, content]),
    );
  });
  return Object.fromEntries(entries);
}

/** The JSON without what CDKTF notes for itself. */
function withoutComments(json: string): string {
  const content = (name: string, value: unknown) => (name === "//" ? undefined : value);
  return JSON.stringify(JSON.parse(json), content, 2);
}

const stacks = await stacksOfMain();

// What users set in main.ts is theirs: there are snapshots of it, and nothing else that they edit.
describe("the environments of main.ts", () => {
  it.each(stacks)("%s", (_id, json) => {
    expect(withoutComments(json)).toMatchSnapshot();
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
      appOf(DOCUMENTED_SETTINGS)
        .node.children.filter((child) => child instanceof TerraformStack)
        .map((stack) => [stack.node.id, Testing.synth(stack)]),
    );
    const addresses = Object.keys({ ...documented, ...written });
    const differs = (address: string) =>
      JSON.stringify(written[address]) !== JSON.stringify(documented[address]);
    expect(addresses.filter(differs).sort()).toMatchSnapshot();
  });
});

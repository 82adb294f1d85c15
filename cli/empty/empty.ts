import { refusal } from "../command-error.ts";
import type { Pause } from "../ecr/retry.ts";
import { UntilExpired } from "../ecr/until-expired.ts";
import { guarding } from "../interruption.ts";
import { progress, type Report } from "../report.ts";
import { readStack, repositoriesOf } from "../synthesized-stacks.ts";
import { type Ask, askOnTerminal } from "./ask-on-terminal.ts";
import { describeContents, readContents } from "./contents.ts";
import { reportEmptied } from "./emptied-report.ts";
import { type EmptiedRepository, emptyRepository } from "./empty-repository.ts";

/** Which images to delete. */
export interface EmptyRequest {
  /** The stack's name. */
  readonly stack: string;
  /** The components; empty for all of the stack. */
  readonly components: readonly string[];
  /**
   * The stack's name again, as a confirmation.
   *
   * @default - the user is asked, if there is anything to delete
   */
  readonly confirm?: string | undefined;
}

/** Shows the images of a stack, and deletes them if the user confirms it with the stack's name. */
export async function empty(
  { stack: id, components, confirm }: EmptyRequest,
  { ask = askOnTerminal, pause }: { readonly ask?: Ask; readonly pause?: Pause } = {},
): Promise<Report> {
  const stack = readStack(id);
  const repositories = repositoriesOf(stack, components);
  const isProtected = repositories.some(({ preventDestroy }) => preventDestroy);
  refuse([
    ...(isProtected ? [protection(id)] : []),
    ...(confirm === undefined ? [] : otherName("--confirm", confirm, id)),
  ]);

  const contents = await readContents(stack, repositories, pause);
  const { client, registryId, images } = contents;
  progress(`${id} in ${stack.region} of account ${registryId}:`);
  describeContents(contents).forEach(progress);
  const count = [...images.values()].flat().length;
  if (count > 0 && confirm === undefined) {
    const question = `Deleted images cannot be restored. Type the stack's name to delete ${count}: `;
    refuse(otherName("The answer", await ask(question), id));
  }

  const untilExpired = new UntilExpired();
  const emptied: EmptiedRepository[] = [];
  await guarding(async () => {
    for (const [repositoryName, shown] of images) {
      const repository = { registryId, repositoryName };
      emptied.push(await emptyRepository(client, repository, shown, { pause, untilExpired }));
    }
  });
  return reportEmptied(
    { stack: id, account: registryId, region: stack.region },
    emptied,
    contents.missing,
    untilExpired.reason,
  );
}

function protection(id: string): string {
  return `The repositories of ${id} have deletion protection: set \`preventDestroy: false\`, run \`npm run synth\`, then empty them.`;
}

function otherName(source: string, name: string | undefined, id: string): string[] {
  if (name === id) return [];
  const given = name === undefined ? "missing" : JSON.stringify(name);
  return [`${source} is ${given}: must be ${JSON.stringify(id)}, the stack's name.`];
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw refusal([...problems, "Nothing was deleted."].join("\n"));
}

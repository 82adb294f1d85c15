import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT, usageError } from "./command-error.ts";
import { print, type Report } from "./report.ts";
import { SEVERITIES } from "./scan-gate/severity.ts";
import { endOnceWritten, surviveClosedStreams } from "./standard-streams.ts";

surviveClosedStreams();

const program = new Command("artos-ecr")
  .description("Daily work with ECR repositories. Run it in the project's folder, or below.")
  .exitOverride()
  .addHelpText(
    "after",
    `
Stacks and components are those of the last \`npm run synth\`. The region is the stack's. The tool looks
for AWS credentials where the AWS CLI does.

Exit codes: 0 done, 1 refused or not passed, 2 wrong use, 3 AWS or another program failed.`,
  );

const A_DAY = 86_400;

const stack = new Argument("<stack>", "an environment stack, such as production");
const to = new Option("--to <destination>", "ACCOUNT/REGION (default: every destination)");
const toProfile = new Option(
  "--to-profile <profile>",
  "the AWS profile for destinations in other accounts",
);
const component = new Argument("<component>", "one of its components, such as backend");

command("login", "Log Docker (or Podman) in to a stack's registry.")
  .addArgument(stack)
  .option("--auth-file <path>", "keep the login in this file alone (format: Docker's config.json)")
  .action(
    reporting(async (name: string, options) =>
      (await import("./login/login.ts")).login({ stack: name, ...options }),
    ),
  );

command("logout", "Remove what login stored.")
  .addArgument(stack)
  .option("--auth-file <path>", "the file that login stored it in")
  .action(
    reporting(async (name: string, options) =>
      (await import("./logout/logout.ts")).logout({ stack: name, ...options }),
    ),
  );

command("push", "Push an image into a component's repository, and print its digest.")
  .addArgument(stack)
  .addArgument(component)
  .argument("<tags...>", "the tags to push it under")
  .option(
    "--image <reference>",
    "a local image, the folder of an OCI layout, an archive, or REPOSITORY@DIGEST (default: COMPONENT:TAG)",
  )
  .option("--auth-file <path>", "keep the login in this file; without it, the login is not kept")
  .action(
    reporting(async (name: string, part: string, tags: string[], options) =>
      (await import("./push/push.ts")).push({ stack: name, component: part, tags, ...options }),
    ),
  );

command("mirror", "Copy the images of third-party-images.json into a stack's repositories.")
  .addArgument(stack)
  .argument("[components...]", "copy the images of these alone (default: all that the file lists)")
  .option("--dry-run", "report what would be copied, and copy nothing", false)
  .action(
    reporting(async (name: string, components: string[], { dryRun }: { dryRun: boolean }) =>
      (await import("./mirror/mirror.ts")).mirror({ stack: name, components, dryRun }),
    ),
  );

command("scan-gate", "Wait for the scan of an image; fail if findings are severe or unknown.")
  .addArgument(stack)
  .addArgument(component)
  .argument("<image>", "a tag, or a digest (sha256:…)")
  .addOption(
    new Option("--fail-on <severity>", "the lowest severity that fails")
      .choices(SEVERITIES)
      .default("CRITICAL"),
  )
  .option(
    "--allow <file>",
    "JSON list of accepted findings, each with id, until (a day) and reason",
  )
  .option("--timeout <seconds>", "how long to wait for the scan", seconds, 300)
  .option("--interval <seconds>", "the time between two requests", seconds, 5)
  .option("--markdown", "print Markdown, for a pull request", false)
  .action(
    reporting(async (name: string, part: string, image: string, options) =>
      (await import("./scan-gate/scan-gate.ts")).scanGate({
        stack: name,
        component: part,
        image,
        ...options,
      }),
    ),
  );

command(
  "consumer-policy",
  "Print the IAM policy that a principal needs on its own side to use a stack's images.",
)
  .addArgument(stack)
  .addOption(
    new Option("--for <use>", "pull or push images, or deploy Lambda functions that run them")
      .choices(["pull", "push", "lambda"])
      .default("pull"),
  )
  .addOption(new Option("--format <format>").choices(["json", "hcl"]).default("json"))
  .action(
    reporting(async (name: string, { format, for: use }) =>
      (await import("./consumer-policy/consumer-policy.ts")).consumerPolicy(name, use, format),
    ),
  );

command(
  "replication-policy",
  "Print the registry policy that another account needs, so that a registry can replicate to it.",
)
  .argument("<stack>", "the registry stack that is copied from, such as registry")
  .argument("[destination]", "ACCOUNT/REGION; needed if there are several")
  .addOption(new Option("--format <format>").choices(["json", "hcl"]).default("json"))
  .action(
    reporting(async (name: string, destination: string | undefined, { format }) =>
      (await import("./replication-policy/replication-policy.ts")).replicationPolicy(
        name,
        destination,
        format,
      ),
    ),
  );

command("replication", "Report what is copied where; of a stack, which images have arrived there.")
  .argument(
    "[stacks...]",
    "environment stacks whose images are looked for; without one, the rules of the app",
  )
  .addOption(to)
  .addOption(toProfile)
  .option("--all", "list every image, not only some of those that have not arrived", false)
  .addOption(
    new Option("--mermaid", "without a stack: print a diagram in the language of Mermaid")
      .default(false)
      .conflicts("json"),
  )
  .action(
    reporting(async (stacks: string[], { mermaid, ...options }) => {
      if (stacks.length > 0) {
        if (mermaid) throw usageError("--mermaid takes no stack.");
        return (await import("./replication/replication.ts")).replication({ stacks, ...options });
      }
      if (options.to !== undefined || options.toProfile !== undefined || options.all) {
        throw usageError("--to, --to-profile and --all need a stack.");
      }
      return (await import("./replication/overview.ts")).replicationOverview(mermaid);
    }),
  );

command("replicate", "Copy what the destinations lack of a stack's images, such as older ones.")
  .addArgument(stack)
  .argument("[components...]", "copy the images of these alone (default: all that a rule copies)")
  .addOption(to)
  .addOption(toProfile)
  .option("--dry-run", "report what would be copied, and copy nothing", false)
  .action(
    reporting(async (name: string, components: string[], options) =>
      (await import("./replicate/replicate.ts")).replicate({ stack: name, components, ...options }),
    ),
  );

command("access", "Print who may pull from and push to each repository, in all stacks.")
  .addOption(new Option("--format <format>").choices(["table", "mermaid"]).default("table"))
  .action(reporting(async ({ format }) => (await import("./access/access.ts")).access(format)));

command("review", "Report what a plan would do to images, access and the registry.")
  .argument("[stack]", "an environment or registry stack to plan (default: all)")
  .addOption(
    new Option("--plan <file>", "a plan of any root module, as `terraform show -json` prints it"),
  )
  .option("--accept <kind:address>", "accept a finding; may be repeated", collect, [])
  .option(
    "--offline",
    "do not ask ECR: images are not counted then; Terraform still asks AWS for the plan of a stack",
    false,
  )
  .addOption(
    new Option("--markdown", "print Markdown, for a pull request").default(false).conflicts("json"),
  )
  .action(
    reporting(async (name: string | undefined, options) =>
      (await import("./review/review.ts")).review({ stack: name, ...options }),
    ),
  );

command("expiry", "Report which images the lifecycle policies of the last synth would expire.")
  .addArgument(stack)
  .argument("[components...]", "its components (default: all)")
  .option("--check", "end with 1 if a protected image or one pulled lately would go", false)
  .option("--protect <pattern>", "a tag to protect, such as 'v*'; may be repeated", tagPatterns, [])
  .option("--pulled-within <days>", "how many days a pull counts as lately", wholeDays, 30)
  .option("--aws", "ask for ECR's own preview, too, and report where it differs", false)
  .addOption(
    new Option("--markdown", "print Markdown, for a pull request").default(false).conflicts("json"),
  )
  .action(
    reporting(async (name: string, components: string[], options) =>
      (await import("./expiry/expiry.ts")).expiry({ stack: name, components, ...options }),
    ),
  );

command("empty", "Delete the images of a stack for good, before you destroy it.")
  .addArgument(stack)
  .argument("[components...]", "its components to empty (default: all)")
  .option("--confirm <stack>", "the stack's name again; without it, you are asked")
  .action(
    reporting(async (name: string, components: string[], { confirm }: { confirm?: string }) =>
      (await import("./empty/empty.ts")).empty({ stack: name, components, confirm }),
    ),
  );

command("adopt", "Prepare a stack to take over existing repositories. It changes nothing in AWS.")
  .argument("[stack]", "an environment stack; without it, list all repositories of the account")
  .option("--state <file>", "the state that holds them now, as `terraform show -json` prints it")
  .option("--script", "write `terraform import` commands, for Terraform before 1.5", false)
  .option("--check", "plan and review the adoption, and write nothing", false)
  .action(
    reporting(async (name: string | undefined, options) => {
      if (name !== undefined) {
        return (await import("./adopt/adopt.ts")).adopt({ stack: name, ...options });
      }
      if (options.state !== undefined || options.script || options.check) {
        throw usageError("--state, --script and --check need a stack.");
      }
      return (await import("./adopt/overview.ts")).overview();
    }),
  );

command(
  "adopt-module",
  "Print the code that moves a root module's repositories into a call of modules/ecr.",
)
  .argument("<environment>", "the call's environment, such as production")
  .argument("<module>", "the address of the module call, such as module.ecr")
  .requiredOption("--state <file>", "the root module's state, as `terraform show -json` prints it")
  .option("--region <region>", "the call's provider region, if the state has several")
  .option(
    "--thirdparty",
    "move the shared repositories too; the call must set create_thirdparty_repos",
    false,
  )
  .option("--script", "print `terraform state` commands, not `moved` and `removed` blocks", false)
  .action(
    reporting(async (environment: string, module: string, options) =>
      (await import("./adopt-module/adopt-module.ts")).adoptModule({
        environment,
        module,
        ...options,
      }),
    ),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (process.exitCode === EXIT.usage && process.argv.includes("--json")) {
    console.log(JSON.stringify({ error: error.message }, null, 2));
  }
}
await endOnceWritten();

function command(name: string, description: string): Command {
  return program.command(name).description(description).option("--json", "print JSON", false);
}

/** The action of a command. It runs the command and prints its report. */
// biome-ignore lint/suspicious/noExplicitAny: commander passes what the command declares
function reporting(run: (...input: any[]) => Promise<Report>) {
  return function (this: Command, ...input: unknown[]): Promise<void> {
    return print(run(...input), this.opts().json);
  };
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

// Another text fits no tag, and would protect nothing.
function tagPatterns(pattern: string, earlier: readonly string[]): string[] {
  if (/^[\w.*-]+$/.test(pattern)) return [...earlier, pattern];
  throw new InvalidArgumentError("It must be letters, digits, '_', '.', '-' and '*'.");
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= A_DAY) return value;
  throw new InvalidArgumentError(`It must be a number of seconds above 0, up to ${A_DAY}.`);
}

function wholeDays(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 36_500) return value;
  throw new InvalidArgumentError("It must be a whole number of days from 1 to 36500.");
}

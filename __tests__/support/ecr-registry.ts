import { AccountSettings } from "./account-settings.ts";
import { type AnswerToEcr, BeforeMoto, type EcrRequest } from "./before-moto.ts";
import { CacheRules } from "./cache-rules.ts";
import { CreationTemplates } from "./creation-templates.ts";
import { EcrModel } from "./ecr-model.ts";
import { EcrRefusal, invalidParameter } from "./ecr-refusal.ts";

/** What moto lacks of the registry of an account and region. */
interface Registry {
  readonly caches: CacheRules;
  readonly templates: CreationTemplates;
  readonly settings: AccountSettings;
}

/** The operations that moto lacks. Their requests are as ECR's model says. */
const OPERATIONS: Readonly<Record<string, (registry: Registry, request: never) => object>> = {
  CreatePullThroughCacheRule: ({ caches }, request) => caches.create(request),
  DescribePullThroughCacheRules: ({ caches }, request) => caches.describe(request),
  UpdatePullThroughCacheRule: ({ caches }, request) => caches.update(request),
  DeletePullThroughCacheRule: ({ caches }, request) => caches.delete(request),
  ValidatePullThroughCacheRule: ({ caches }, request) => caches.validate(request),
  CreateRepositoryCreationTemplate: ({ templates }, request) => templates.create(request),
  DescribeRepositoryCreationTemplates: ({ templates }, request) => templates.describe(request),
  UpdateRepositoryCreationTemplate: ({ templates }, request) => templates.update(request),
  DeleteRepositoryCreationTemplate: ({ templates }, request) => templates.delete(request),
  GetAccountSetting: ({ settings }, request) => settings.get(request),
  PutAccountSetting: ({ settings }, request) => settings.put(request),
};

/**
 * Stands before moto and answers what moto lacks: pull-through caches, creation templates and
 * account settings, for each account and region. ECR's model checks the requests and the answers.
 */
export class EcrRegistry extends BeforeMoto {
  /** Where it listens. */
  endpoint = "";
  private readonly registries = new Map<string, Registry>();
  private model: EcrModel | undefined;
  private moto = "";

  constructor() {
    super((asked) => this.answerTo(asked));
  }

  override async listen(moto: string): Promise<string> {
    this.model = EcrModel.read();
    this.moto = moto;
    this.endpoint = await super.listen(moto);
    return this.endpoint;
  }

  /** Forgets everything. */
  reset(): void {
    this.registries.clear();
  }

  /** What an account has in a region. */
  registry(account: string, region: string): Registry {
    const key = `${account}/${region}`;
    const registry = this.registries.get(key) ?? {
      caches: new CacheRules(account, region),
      templates: new CreationTemplates(account, region),
      settings: new AccountSettings(),
    };
    this.registries.set(key, registry);
    return registry;
  }

  private async answerTo(asked: EcrRequest): Promise<AnswerToEcr | undefined> {
    const { model } = this;
    const operation = OPERATIONS[asked.operation];
    if (!operation || !model) return undefined;
    try {
      const request = JSON.parse(asked.body);
      const faults = model.faultsOfRequest(asked.operation, request);
      if (faults.length > 0) throw invalidParameter(faults.join("; "));
      const account = await this.accountOf(asked);
      if (request.registryId && request.registryId !== account) {
        throw invalidParameter(`The registry ${request.registryId} is another account's`);
      }
      const answer = operation(this.registry(account, regionOf(asked)), request as never);
      const wrong = model.faultsOfAnswer(asked.operation, answer);
      if (wrong.length > 0) throw new Error(wrong.join("; "));
      return { status: 200, body: answer };
    } catch (error) {
      const known =
        error instanceof EcrRefusal && model.errorsOf(asked.operation).includes(error.type);
      const { message } = error as Error;
      return { status: 400, body: { __type: known ? error.type : "NotInTheModel", message } };
    }
  }

  /** The account whose credentials a request has: only moto knows it. */
  private async accountOf({ headers }: EcrRequest): Promise<string> {
    const answer = await fetch(this.moto, {
      method: "POST",
      headers: {
        authorization: `${headers.authorization}`,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeRegistry",
      },
      body: "{}",
    });
    const { registryId } = (await answer.json()) as { registryId: string };
    return registryId;
  }
}

/** The region for which a request is signed. */
function regionOf({ headers }: EcrRequest): string {
  const [, region] = /Credential=[^/]+\/\d+\/([\w-]+)\//.exec(`${headers.authorization}`) ?? [];
  if (!region) throw new Error("the request is not signed");
  return region;
}

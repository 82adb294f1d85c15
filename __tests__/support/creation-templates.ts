import type {
  CreateRepositoryCreationTemplateRequest,
  DeleteRepositoryCreationTemplateRequest,
  DescribeRepositoryCreationTemplatesRequest,
  EncryptionConfigurationForRepositoryCreationTemplate,
  UpdateRepositoryCreationTemplateRequest,
} from "@aws-sdk/client-ecr";
import { pageOf } from "./ecr-pages.ts";
import { prefixKey } from "./ecr-prefix.ts";
import { EcrRefusal, invalidParameter } from "./ecr-refusal.ts";

interface CreationTemplate {
  readonly prefix: string;
  readonly [setting: string]: unknown;
}

/** The repository creation templates of one registry, with the rules that ECR has for them. */
export class CreationTemplates {
  private readonly templates = new Map<string, CreationTemplate>();

  constructor(
    private readonly account: string,
    private readonly region: string,
  ) {}

  create(input: CreateRepositoryCreationTemplateRequest) {
    const { prefix = "" } = input;
    if (this.templates.has(prefixKey(prefix))) {
      throw new EcrRefusal(
        "TemplateAlreadyExistsException",
        `The repository creation template with the prefix '${prefix}' already exists in the registry with id '${this.account}'`,
      );
    }
    const now = Date.now() / 1_000;
    return this.store({
      encryptionConfiguration: { encryptionType: "AES256" },
      imageTagMutability: "MUTABLE",
      ...input,
      prefix,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** A template that is not there is no error: ECR leaves it out. */
  describe({ prefixes, ...page }: DescribeRepositoryCreationTemplatesRequest) {
    const asked = prefixes?.map(prefixKey);
    const found = [...this.templates]
      .filter(([key]) => !asked || asked.includes(key))
      .map(([, template]) => template);
    const { entries, ...more } = pageOf(found, page);
    return { registryId: this.account, repositoryCreationTemplates: entries, ...more };
  }

  update(input: UpdateRepositoryCreationTemplateRequest) {
    const present = this.find(input.prefix);
    return this.store({
      ...present,
      ...input,
      prefix: present.prefix,
      updatedAt: Date.now() / 1_000,
    });
  }

  delete({ prefix }: DeleteRepositoryCreationTemplateRequest) {
    const template = this.find(prefix);
    this.templates.delete(prefixKey(template.prefix));
    return { registryId: this.account, repositoryCreationTemplate: template };
  }

  private find(prefix = ""): CreationTemplate {
    const template = this.templates.get(prefixKey(prefix));
    if (template) return template;
    throw new EcrRefusal(
      "TemplateNotFoundException",
      `The repository creation template with the prefix '${prefix}' was not found in the registry with id '${this.account}'`,
    );
  }

  /** Keeps a template. What is empty is not set. */
  private store(settings: CreationTemplate) {
    this.checkEncryption(
      settings.encryptionConfiguration as EncryptionConfigurationForRepositoryCreationTemplate,
    );
    const entries = Object.entries(settings).filter(
      ([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0),
    );
    const template = { prefix: settings.prefix, ...Object.fromEntries(entries) };
    this.templates.set(prefixKey(settings.prefix), template);
    return { registryId: this.account, repositoryCreationTemplate: template };
  }

  private checkEncryption({
    encryptionType,
    kmsKey,
  }: EncryptionConfigurationForRepositoryCreationTemplate): void {
    const invalid = (rule: string) =>
      invalidParameter(
        `Invalid parameter at 'encryptionConfiguration' failed to satisfy constraint: 'Invalid encryption configuration: ${rule}'`,
      );
    if (encryptionType === "AES256" && kmsKey) {
      throw invalid("Encryption key should not be set for AES256 encryption.");
    }
    const [, , , region] = kmsKey?.split(":") ?? [];
    if (kmsKey && region !== this.region) throw invalid(`Invalid arn ${region}`);
  }
}

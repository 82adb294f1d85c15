import type * as z from "zod";
import { doesNotMatch, matches } from "./predicate.ts";
import * as rule from "./rule.ts";
import { keeping, objectOf, text } from "./shape.ts";

const CREATE_ALIAS = "AWS KMS, CreateAlias";

/** A KMS key that the stack makes for its repositories. */
export interface KmsKeySettings {
  /**
   * The key's alias: `alias/` and at most 250 letters, digits, `/`, `_` and `-`; not `alias/aws/…`.
   * Source: AWS KMS, CreateAlias.
   *
   * @default "alias/ecr/ENVIRONMENT", with `-` for each dot
   */
  readonly alias?: string;
}

/** The shape of {@link KmsKeySettings}. */
export const KMS_KEY = objectOf({
  alias: keeping(text, [
    rule.value(
      {
        must: "must be alias/ and 1 to 250 letters, digits, '/', '_' and '-'",
        source: CREATE_ALIAS,
      },
      matches("alias/[A-Za-z0-9/_-]{1,250}"),
    ),
    rule.value(
      {
        must: "must not begin with alias/aws/: AWS keeps these names for itself",
        source: CREATE_ALIAS,
      },
      doesNotMatch("alias/aws/.*"),
    ),
  ]).optional(),
}) as unknown as z.ZodType<KmsKeySettings>;

/** The alias of the key that an environment makes. */
export function aliasOf(environment: string, { alias }: KmsKeySettings): string {
  return alias ?? `alias/ecr/${environment.replaceAll(".", "-")}`;
}

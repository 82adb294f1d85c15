import fc from "fast-check";
import type { EcrSettings } from "../../settings/settings.ts";

// Letters of old standing: newer ones depend on the Unicode version of Node and of Terraform.
const CHARACTERS = [..."abzABZ019 ._-/:=+@#*\"'\\${}%\n\t,;éÉßñαЖ中ー一٣²\u0301\u00a0\u2028😀"];
const character = fc.constantFrom(...CHARACTERS);
/** A text, most likely a bad one. */
export const anyText = fc.string({ unit: character, maxLength: 12 });

const lowerCase = fc.string({ unit: fc.constantFrom(..."abc019"), minLength: 1, maxLength: 5 });
const separator = fc.constantFrom(".", "_", "-");

/** An environment's name that keeps every rule. */
const goodEnvironment = fc
  .tuple(lowerCase, fc.array(fc.tuple(separator, lowerCase), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.flat().join(""));

const digit = fc.constantFrom(..."0123456789");
const hexDigit = fc.constantFrom(..."0123456789abcdef");
const hex = (length: number) => fc.string({ unit: hexDigit, minLength: length, maxLength: length });
/** The id of an account. */
export const accountId = fc.string({ unit: digit, minLength: 12, maxLength: 12 });

const keyId = fc.oneof(
  fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join("-")),
  hex(32).map((id) => `mrk-${id}`),
);
const goodKey = (region: string) =>
  fc.tuple(accountId, keyId).map(([account, id]) => `arn:aws:kms:${region}:${account}:key/${id}`);

const tagCharacter = fc.constantFrom(..."abzABZ019 ._-/:=+@éαЖ中");
const goodTags = fc.dictionary(
  fc
    .string({ unit: tagCharacter, minLength: 1, maxLength: 20 })
    .filter((key) => !/^aws:/i.test(key)),
  fc.string({ unit: tagCharacter, maxLength: 20 }),
  { maxKeys: 6 },
);

/** A text with one character put in, taken out or put in another's place. */
export function nearly(good: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(good, fc.nat(), fc.nat({ max: 1 }), fc.string({ unit: character, maxLength: 1 }))
    .map(([text, at, remove, insert]) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + insert + text.slice(position + remove);
    });
}

/** Around a limit of length. */
const lengthNear = (limit: number) =>
  fc.integer({ min: limit - 1, max: limit + 1 }).map((length) => "a".repeat(length));

/** Around the limit of 48 tags beside the automatic ones. */
const manyTags = fc
  .tuple(fc.integer({ min: 46, max: 50 }), fc.boolean())
  .map(([count, automatic]) =>
    Object.fromEntries([
      ...Array.from({ length: count }, (_, index) => [`k${index}`, ""]),
      ...(automatic ? [["Environment", "e"]] : []),
    ]),
  );

/** Values of each setting, of its type, good ones and bad. */
export const ANY_VALUE = {
  environment: fc.oneof(
    goodEnvironment,
    nearly(goodEnvironment),
    anyText,
    fc.constantFrom("thirdparty", "thirdparty1", ""),
    lengthNear(229),
  ),
  scanOnPush: fc.option(fc.boolean()),
  imageTagMutability: fc.option(
    fc.oneof(
      fc.constantFrom("MUTABLE", "IMMUTABLE"),
      nearly(fc.constantFrom("MUTABLE", "IMMUTABLE")),
      anyText,
    ),
  ),
  encryptionType: fc.option(
    fc.oneof(
      fc.constantFrom("AES256", "KMS", "KMS_DSSE"),
      nearly(fc.constantFrom("AES256", "KMS")),
      anyText,
    ),
  ),
  kmsKeyArn: fc.option(fc.oneof(goodKey("us-east-1"), nearly(goodKey("us-gov-west-1")), anyText)),
  maxImageCount: fc.option(
    fc.oneof(
      fc.integer({ min: -2, max: 1002 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0.5, 999.5, 1e300, -0),
    ),
  ),
  enableCrossAccountAccess: fc.option(fc.boolean()),
  crossAccountIds: fc.option(
    fc.oneof(
      fc.array(accountId, { maxLength: 4 }),
      fc.array(fc.oneof(fc.constantFrom("111111111111", "222222222222"), nearly(accountId)), {
        maxLength: 3,
      }),
    ),
  ),
  createThirdpartyRepos: fc.option(fc.boolean()),
  tags: fc.option(
    fc.oneof(
      { weight: 20, arbitrary: goodTags },
      {
        weight: 20,
        arbitrary: fc.dictionary(
          fc.oneof(
            anyText,
            fc.constantFrom("aws:x", "AWS:", "aws", "Environment"),
            lengthNear(128),
          ),
          fc.oneof(anyText, lengthNear(256)),
          { maxKeys: 2 },
        ),
      },
      { weight: 1, arbitrary: manyTags },
    ),
  ),
} satisfies { readonly [K in keyof EcrSettings]-?: fc.Arbitrary<unknown> };

/** Settings that keep every rule. */
export const goodSettings: fc.Arbitrary<EcrSettings> = fc
  .record(
    {
      scanOnPush: fc.boolean(),
      imageTagMutability: fc.constantFrom("MUTABLE" as const, "IMMUTABLE" as const),
      maxImageCount: fc.option(fc.integer({ min: 0, max: 1000 })),
      enableCrossAccountAccess: fc.boolean(),
      crossAccountIds: fc.uniqueArray(accountId, { maxLength: 5 }),
      createThirdpartyRepos: fc.boolean(),
      tags: goodTags,
    },
    { requiredKeys: [] },
  )
  .chain((settings) =>
    fc.tuple(goodEnvironment, fc.option(goodKey("us-east-1"))).map(([environment, kmsKeyArn]) => ({
      environment,
      ...settings,
      ...(kmsKeyArn === null ? {} : { encryptionType: "KMS" as const, kmsKeyArn }),
    })),
  );

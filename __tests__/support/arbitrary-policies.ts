import fc from "fast-check";

const some = <T>(...items: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 3 });
const principals = some(
  "*",
  "111111111111",
  "222222222222",
  "arn:aws:iam::111111111111:role/ci",
  "Service:lambda.amazonaws.com",
);
const actions = some("ecr:*", "ecr:Batch*", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
const values = some("o-1", "o-2", "arn:aws:lambda:*:111111111111:function:*");
const conditions = fc.dictionary(
  fc.constantFrom("StringEquals", "ArnLike", "StringNotLike"),
  fc.dictionary(fc.constantFrom("aws:PrincipalOrgID", "aws:SourceArn"), values, { minKeys: 1 }),
  { maxKeys: 2 },
);
/** What one statement of a repository policy means. */
export const meaning = fc.record({
  effect: fc.constantFrom("Allow", "Allow", "Deny"),
  principals,
  actions,
  conditions,
});
export type Meaning = typeof meaning extends fc.Arbitrary<infer T> ? T : never;

/** A policy of these statements, in one of the forms that AWS takes for them. */
export function write(all: readonly Meaning[], seed: number): string {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const shuffled = <T>(items: readonly T[]) =>
    items
      .map((item) => ({ item, at: random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ item }) => item);
  const coin = () => random() < 0.5;
  const list = (items: readonly string[]) =>
    items.length === 1 && coin() ? items[0]! : shuffled(items);
  const keys = (object: object) => Object.fromEntries(shuffled(Object.entries(object)));
  const recased = (text: string) => (coin() ? text.toLowerCase() : text);
  const principalOf = (names: readonly string[]) => {
    if (names.length === 1 && names[0] === "*" && coin()) return "*";
    const aws = names.filter((name) => !name.startsWith("Service:"));
    const services = names.filter((name) => name.startsWith("Service:")).map((n) => n.slice(8));
    const forms = aws.map((name) =>
      /^\d+$/.test(name) && coin() ? `arn:aws:iam::${name}:root` : name,
    );
    return keys({
      ...(aws.length > 0 && { AWS: list(forms) }),
      ...(services.length > 0 && { Service: list(services) }),
    });
  };
  const statements = all.flatMap((one) => {
    const split = coin() ? one.principals.map((each) => [each]) : [one.principals];
    return split.map((names) =>
      keys({
        ...(coin() && { Sid: `Sid${random()}` }),
        Effect: one.effect,
        Principal: principalOf(names),
        Action: list(one.actions.map(recased)),
        Condition: keys(
          Object.fromEntries(
            Object.entries(one.conditions).map(([operator, tests]) => [
              operator,
              keys(
                Object.fromEntries(
                  Object.entries(tests).map(([key, each]) => [recased(key), list(each)]),
                ),
              ),
            ]),
          ),
        ),
      }),
    );
  });
  return JSON.stringify(keys({ Version: "2012-10-17", Statement: shuffled(statements) }));
}

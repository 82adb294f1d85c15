/**
 * The JSON of a policy, or another text, as Terraform's configuration has it. There, `${` and `%{`
 * begin an expression, while a policy may have variables such as `${aws:PrincipalTag/team}`. CDKTF's
 * tokens remain.
 *
 * @param expressions Terraform expressions that stand in the policy, such as `${aws_iam_role.ci.arn}`
 */
export function policyText(json: string, expressions: readonly string[] = []): string {
  const escaped = withoutTemplates(json);
  return expressions.reduce(
    (text, expression) =>
      text.replaceAll(withoutTemplates(JSON.stringify(expression).slice(1, -1)), () => expression),
    escaped,
  );
}

/**
 * The JSON of a policy that Terraform's configuration has as text. An expression in it stays as it
 * is written.
 */
export function policyJson(text: string): string {
  return text
    .replaceAll(/(?<!\$)\$\{[^}]*\}/g, (expression) => JSON.stringify(expression).slice(1, -1))
    .replaceAll(/([$%])\1(?=\{)/g, "$1");
}

function withoutTemplates(text: string): string {
  return text.replaceAll(/[$%](?=\{)(?!\{TfToken\[)/g, (sign) => sign + sign);
}

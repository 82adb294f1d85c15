/** An error that ECR answers with. */
export class EcrRefusal extends Error {
  /** @param type such as `InvalidParameterException` */
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** A parameter that breaks a rule that is not in the model. */
export function invalidParameter(message: string): EcrRefusal {
  return new EcrRefusal("InvalidParameterException", message);
}

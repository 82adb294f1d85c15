/** Source: Amazon ECR API, Common Errors; ECR's answer to Docker. */
const EXPIRED =
  /ExpiredToken|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|CredentialsProviderError|TokenProviderError|Your authorization token has expired/;

/** Whether an error, in words, comes from credentials that are not valid, or not any longer. */
export function isExpired(message: string): boolean {
  return EXPIRED.test(message);
}

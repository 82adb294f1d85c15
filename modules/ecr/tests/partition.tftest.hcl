mock_provider "aws" {}

variables {
  environment                 = "production"
  enable_cross_account_access = true
  cross_account_ids           = ["111111111111"]
}

run "is_that_of_a_repository" {
  override_resource {
    target = aws_ecr_repository.backend
    values = { arn = "arn:aws-cn:ecr:cn-north-1:123456789012:repository/backend" }
  }

  assert {
    condition     = strcontains(aws_ecr_repository_policy.frontend[0].policy, "\"arn:aws-cn:iam::111111111111:root\"")
    error_message = "Accounts that may pull are of the repositories' partition."
  }
}

# A mock provider's ARNs are no ARNs; who tests a call of the module has them.
mock_provider "aws" {}

run "applies_with_access_of_other_accounts" {
  variables {
    environment                 = "production"
    enable_cross_account_access = true
    cross_account_ids           = ["111111111111"]
  }
}

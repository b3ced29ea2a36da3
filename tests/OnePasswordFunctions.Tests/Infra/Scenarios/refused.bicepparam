using '../../../../infra/main.bicep'

// A combination that Azure would refuse in the middle of a deployment.
param privateNetworking = true
param eventHubTier = 'Basic'

using '../../../../infra/main.bicep'

// The smallest hub, and no proof of delivery.
param eventHubTier = 'Basic'
param eventHubRetentionHours = 24
param proof = {
  enabled: false
}

// Key Vault with one secret, the 1Password token. Without a token the secret is not created and a present one stays as it is.

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('False: reachable through a private endpoint only.')
param publicAccess bool

@description('True: no purge before the retention ends.')
param purgeProtection bool

@description('True: take back a deleted vault of this name.')
param recover bool

@description('Name of the secret with the token.')
param secretName string

@description('Token of the Events Reporting integration; empty: leave the secret alone.')
@secure()
param onePasswordToken string

@description('Resource id of the identity that reads the token.')
param identityId string

@description('Object id of that identity.')
param principalId string

@description('Object ids of the people or groups that may set the token.')
param operatorObjectIds string[]

@description('Workspace for resource logs; empty: none.')
param workspaceId string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    // The service accepts true or nothing here, never false.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
  }
}

resource token 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(onePasswordToken)) {
  parent: vault
  name: secretName
  properties: {
    contentType: 'Bearer token of the 1Password Events API'
    value: onePasswordToken
  }
}

// On the vault and not on the secret, because the secret may not exist yet. The vault holds nothing else.
// The platform resolves the Key Vault reference of the token with this identity.
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityId, keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

// May set and rotate the 1Password token.
resource operators 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for objectId in operatorObjectIds: {
  name: guid(vault.id, objectId, keyVaultSecretsOfficer)
  scope: vault
  properties: {
    principalId: objectId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(workspaceId)) {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

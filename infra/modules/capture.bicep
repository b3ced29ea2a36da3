// Where Event Hubs Capture writes: a container of its own, and an identity that can write there and nowhere else.

@description('Name of the identity that Capture uses.')
@minLength(3)
@maxLength(128)
param identityName string

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Storage account of the container.')
@minLength(3)
@maxLength(24)
param storageAccountName string

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
  tags: tags
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageAccountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: account
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'event-capture'
  properties: {
    publicAccess: 'None'
  }
}

// Event Hubs Capture writes its files into this container.
resource writer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(container.id, identity.id, storageBlobDataContributor)
  scope: container
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

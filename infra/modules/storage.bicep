// Storage account: host state and package in blobs; positions, dead letters and run history in tables.
// Tables have no soft delete, therefore the account gets a lock, and shared keys are off.

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Redundancy.')
param sku string

@description('True: a lock against deletion.')
param lock bool

@description('False: reachable through private endpoints only.')
param publicAccess bool

@description('Container of the package.')
param packageContainer string

@description('Table of the positions; the other two tables add DeadLetters and Runs to it.')
param cursorTableName string

@description('Resource id of the identity that host and worker use.')
param identityId string

@description('Object id of that identity.')
param principalId string

@description('Workspace for resource logs; empty: none.')
param workspaceId string

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var tableNames = [
  cursorTableName
  '${cursorTableName}DeadLetters'
  '${cursorTableName}Runs'
]

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
  }
}

resource keepPositions 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'keep-positions'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the positions of the 1Password feeds. Deleting it repeats or loses events.'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: packageContainer
  properties: {
    publicAccess: 'None'
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2026-04-01' = [for tableName in tableNames: {
  parent: tableService
  name: tableName
}]

// The Functions host creates containers and leases blobs for timers, locks and keys, and reads the package.
resource blobOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, identityId, storageBlobDataOwner)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
  }
}

// The worker reads and writes these tables, and no others.
resource tableContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (tableName, i) in tableNames: {
  name: guid(account.id, tableName, identityId, storageTableDataContributor)
  scope: tables[i]
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}]

resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(workspaceId)) {
  name: 'to-workspace'
  scope: tableService
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        // Deletes are rare and are what an investigation of a lost position asks for; reads and writes come every minute.
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

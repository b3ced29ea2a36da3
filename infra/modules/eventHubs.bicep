// Event Hubs namespace, one hub per name, and a consumer group. Keys are off unless asked for: senders and readers need a role.

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('Hubs to create.')
param hubNames string[]

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Tier of the namespace.')
@allowed([
  'Basic'
  'Standard'
  'Premium'
])
param tier string

@description('Throughput or processing units.')
param capacity int

@description('Throughput units to grow to; 0: none.')
param autoInflateMaximum int

@description('Partitions of each hub.')
param partitions int

@description('Hours that events are kept.')
param retentionHours int

@description('Consumer groups of each hub, without $Default; not in the Basic tier.')
param consumerGroups string[]

@description('False: reachable through a private endpoint only.')
param publicAccess bool

@description('True: keys work beside roles.')
param keys bool

@description('Identity that Capture writes with; empty: no Capture.')
param captureIdentityId string

@description('Storage account that Capture writes to; empty: no Capture.')
param captureStorageAccountId string

@description('Workspace for resource logs; empty: none.')
param workspaceId string

var grows = tier == 'Standard' && autoInflateMaximum > capacity
var captures = tier != 'Basic' && !empty(captureIdentityId)
var longestRetention = tier == 'Basic' ? 24 : (tier == 'Standard' ? 168 : 2160)

resource hubNamespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: tier
    tier: tier
    capacity: capacity
  }
  identity: captures ? {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${captureIdentityId}': {}
    }
  } : null
  properties: {
    disableLocalAuth: !keys
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: grows
    maximumThroughputUnits: grows ? autoInflateMaximum : 0
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource hubs 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for hubName in hubNames: {
  parent: hubNamespace
  name: hubName
  properties: {
    partitionCount: partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: min(retentionHours, longestRetention)
    }
    captureDescription: captures ? {
      enabled: true
      encoding: 'Avro'
      intervalInSeconds: 300
      sizeLimitInBytes: 104857600
      skipEmptyArchives: true
      destination: {
        name: 'EventHubArchive.AzureBlockBlob'
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: captureIdentityId
        }
        properties: {
          storageAccountResourceId: captureStorageAccountId
          blobContainer: 'event-capture'
          archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
        }
      }
    } : null
  }
}]

resource groups 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [for i in range(0, length(hubNames) * length(consumerGroups)): if (tier != 'Basic') {
  parent: hubs[i / length(consumerGroups)]
  name: consumerGroups[i % length(consumerGroups)]
  properties: {
    userMetadata: 'Reader of 1Password events'
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(workspaceId)) {
  name: 'to-workspace'
  scope: hubNamespace
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

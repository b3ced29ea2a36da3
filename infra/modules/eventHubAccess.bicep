// Who may send to and read from one hub. Deployed into the hub's own resource group, which may be another one.

@description('Namespace of the hub.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('The hub.')
@minLength(1)
@maxLength(256)
param hubName string

@description('Resource id of the identity that sends.')
param identityId string

@description('Object id of that identity.')
param principalId string

@description('True: it also reads, for the proof of delivery.')
param appReads bool

@description('Object ids of consumers that may read.')
param readerObjectIds string[]

var eventHubsDataSender = '2b629674-e913-4c01-ae53-ef4638d8f975'
var eventHubsDataReceiver = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'

resource hubNamespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  parent: hubNamespace
  name: hubName
}

// The app publishes 1Password events to this hub.
resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, identityId, eventHubsDataSender)
  scope: hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataSender)
  }
}

// The proof of delivery compares what lies in this hub with what 1Password answers.
resource prover 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appReads) {
  name: guid(hub.id, identityId, eventHubsDataReceiver)
  scope: hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataReceiver)
  }
}

// Consumers read 1Password events from this hub.
resource readers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for objectId in readerObjectIds: {
  name: guid(hub.id, objectId, eventHubsDataReceiver)
  scope: hub
  properties: {
    principalId: objectId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataReceiver)
  }
}]

@description('Host name of the namespace, as the service itself states it, so that every cloud works.')
output namespaceHost string = replace(replace(hubNamespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')

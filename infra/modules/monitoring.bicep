// Workspace and Application Insights. Ingestion needs an Entra token: no instrumentation key opens it.

@description('Name of the workspace when one is created.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('Name of the Application Insights component.')
@minLength(1)
@maxLength(260)
param applicationInsightsName string

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Resource id of an existing workspace; empty: create one.')
param existingWorkspaceId string

@description('Days that a created workspace keeps logs.')
param retentionDays int

@description('Daily limit of a created workspace in GB; -1: none.')
param dailyQuotaGb int

@description('Resource id of the identity that sends telemetry.')
param identityId string

@description('Object id of that identity.')
param principalId string

var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var createWorkspace = empty(existingWorkspaceId)

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = if (createWorkspace) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
    features: {
      disableLocalAuth: true
    }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: createWorkspace ? workspace.id : existingWorkspaceId
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

// The Functions host sends its telemetry with an Entra token.
resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identityId, monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

@description('Where telemetry goes. Not a credential: the component refuses keys.')
output connectionString string = component.properties.ConnectionString

// Every app setting, in one place. docs/configuration.md says what each means; a test holds this file and the handler's settings together.
// Left at the handler's default on purpose: OnePassword__TrustAnyCertificate, OnePassword__UseSystemProxy.

@description('The function app that gets the settings.')
@minLength(2)
@maxLength(60)
param functionAppName string

@description('Resource id of the identity.')
param identityId string

@description('Client id of the identity.')
@minLength(36)
@maxLength(36)
param identityClientId string

@description('True: Flex Consumption, which takes runtime and package from the site itself.')
param onFlex bool

@description('Blob endpoint of the storage account.')
param blobEndpoint string

@description('Queue endpoint of the storage account.')
param queueEndpoint string

@description('Table endpoint of the storage account.')
param tableEndpoint string

@description('Container of the package (Elastic Premium reads it by its URL).')
param packageContainerUrl string

@description('Where telemetry goes.')
param applicationInsightsConnectionString string

@description('Address of the secret with the 1Password token, without a version.')
param tokenSecretUri string

@description('Events API of the account\'s region.')
param onePasswordServerUrl string

@description('Partition of the cursor table.')
param accountName string

@description('False: the timers fetch nothing.')
param fetchEvents bool

@description('Feeds to fetch.')
param eventTypes array

@description('Most audit events of one run.')
param maxAuditEventsPerFetch int

@description('Most item usage actions of one run.')
param maxItemUsageActionsPerFetch int

@description('Most sign in attempts of one run.')
param maxSignInAttemptsPerFetch int

@description('How far back the first run starts.')
param initialLookback string

@description('Overlap after a rejected cursor.')
param cursorRecoveryOverlap string

@description('Budget of one run.')
param maxRunDuration string

@description('True: a token of another account is accepted.')
param acceptOtherAccount bool

@description('Schedule of the audit events feed.')
param auditEventsSchedule string

@description('Schedule of the item usage actions feed.')
param itemUsageActionsSchedule string

@description('Schedule of the sign in attempts feed.')
param signInAttemptsSchedule string

@description('Functions that are switched off.')
param disabledFunctions array

@description('Host name of the Event Hubs namespace.')
param eventHubNamespaceHost string

@description('Hub of every feed without one of its own.')
param eventHubName string

@description('Hub of the audit events.')
param auditEventsHubName string

@description('Hub of the item usage actions.')
param itemUsageActionsHubName string

@description('Hub of the sign in attempts.')
param signInAttemptsHubName string

@description('Most bytes of one request to the hub; the Basic tier takes less.')
param maxBatchBytes int

@description('Table of the positions.')
param cursorTableName string

@description('Endpoint of an OTLP collector; empty: none.')
param otlpEndpoint string

@description('Further settings; they win.')
param additionalSettings object

var settings = {
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId

  OnePassword__ServerUrl: onePasswordServerUrl
  OnePassword__ApiToken: '@Microsoft.KeyVault(SecretUri=${tokenSecretUri})'
  OnePassword__Account: accountName
  OnePassword__FetchEvents: fetchEvents ? 'true' : 'false'
  OnePassword__EventTypes: join(eventTypes, ',')
  OnePassword__MaxAuditEventsPerFetch: string(maxAuditEventsPerFetch)
  OnePassword__MaxItemUsageActionsPerFetch: string(maxItemUsageActionsPerFetch)
  OnePassword__MaxSignInAttemptsPerFetch: string(maxSignInAttemptsPerFetch)
  OnePassword__InitialLookback: initialLookback
  OnePassword__CursorRecoveryOverlap: cursorRecoveryOverlap
  OnePassword__MaxRunDuration: maxRunDuration
  OnePassword__AcceptOtherAccount: acceptOtherAccount ? 'true' : 'false'

  AuditEventsSchedule: auditEventsSchedule
  ItemUsageActionsSchedule: itemUsageActionsSchedule
  SignInAttemptsSchedule: signInAttemptsSchedule
  AzureWebJobs_IngestAuditEvents_Disabled: contains(disabledFunctions, 'IngestAuditEvents') ? 'true' : 'false'
  AzureWebJobs_IngestItemUsageActions_Disabled: contains(disabledFunctions, 'IngestItemUsageActions') ? 'true' : 'false'
  AzureWebJobs_IngestSignInAttempts_Disabled: contains(disabledFunctions, 'IngestSignInAttempts') ? 'true' : 'false'
  AzureWebJobs_GetEvents_Disabled: contains(disabledFunctions, 'GetEvents') ? 'true' : 'false'
  AzureWebJobs_TestConnection_Disabled: contains(disabledFunctions, 'TestConnection') ? 'true' : 'false'
  AzureWebJobs_Status_Disabled: contains(disabledFunctions, 'Status') ? 'true' : 'false'

  EventHubConnection__fullyQualifiedNamespace: eventHubNamespaceHost
  EventHubConnection__credential: 'managedidentity'
  EventHubConnection__clientId: identityClientId
  EventHubName: eventHubName
  EventHubName__AuditEvents: auditEventsHubName
  EventHubName__ItemUsageActions: itemUsageActionsHubName
  EventHubName__SignInAttempts: signInAttemptsHubName
  EventHubMaxBatchBytes: string(maxBatchBytes)

  CursorStorage__tableServiceUri: tableEndpoint
  CursorStorage__credential: 'managedidentity'
  CursorStorage__clientId: identityClientId
  CursorTableName: cursorTableName
}

// Flex Consumption refuses these; Elastic Premium needs them.
var premiumSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'custom'
  WEBSITE_RUN_FROM_PACKAGE: '${packageContainerUrl}/onepassword-functions.zip'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
}

var otlpSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
}

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, onFlex ? {} : premiumSettings, empty(otlpEndpoint) ? {} : otlpSettings, additionalSettings)
}

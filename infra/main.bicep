// Everything that the ingester needs in Azure, for one 1Password account, in one resource group.
// Order: identity and state first, then the hub and the token, then the app with its settings, then what watches it.
targetScope = 'resourceGroup'

@description('Names of single resources, where a naming rule asks for them. What is left out gets a name from namePrefix and a suffix that is stable for the resource group.')
type resourceNames = {
  identity: string?
  storageAccount: string?
  keyVault: string?
  eventHubNamespace: string?
  workspace: string?
  applicationInsights: string?
  plan: string?
  functionApp: string?
}

@description('How one feed is fetched. What is left out keeps its default.')
type feedOptions = {
  @description('False: the feed is not fetched; its timer answers Disabled.')
  fetch: bool?

  @description('Most events of one run; default 10000.')
  @minValue(1)
  @maxValue(1000000)
  maximum: int?

  @description('NCRONTAB schedule, six fields, UTC; default every minute.')
  @minLength(9)
  @maxLength(100)
  schedule: string?

  @description('Hub of this feed alone; default eventHubName.')
  @minLength(1)
  @maxLength(256)
  hub: string?

  @description('Instances that are kept warm for its timer; they cost money also when idle. Default none.')
  @minValue(0)
  @maxValue(20)
  alwaysReady: int?
}

@description('The proof of delivery, which compares a period at 1Password with the hub. What is left out keeps its default.')
type proofOptions = {
  @description('False: no role to read the hub and no consumer group; both functions of the proof are switched off. Default true.')
  enabled: bool?

  @description('NCRONTAB schedule, six fields, UTC, of the daily proof. Left out: it runs on demand only.')
  @minLength(9)
  @maxLength(100)
  schedule: string?

  @description('Consumer group that it reads with. Default: proof, which is created; $Default on an existing namespace and in the Basic tier, where none is created.')
  @minLength(1)
  @maxLength(50)
  consumerGroup: string?
}

// ---- names, place, tags

@description('Start of every resource name: letters, digits and hyphens, beginning with a letter. Capitals and hyphens are left out of the names.')
@minLength(3)
@maxLength(12)
param namePrefix string = 'opevents'

@description('Names of single resources; empty: all names are made from namePrefix.')
param names resourceNames = {}

@description('Azure region of everything that this template creates.')
param location string = resourceGroup().location

@description('Tags on every resource.')
param tags { *: string } = {
  workload: 'onepassword-events'
}

@description('True: a delete lock on the storage account, since deleting it deletes the positions. Creating it needs Owner or User Access Administrator.')
param lockState bool = true

// ---- 1Password

@description('Events API of the region that the 1Password account lives in, without a path.')
@allowed([
  'https://events.1password.com'
  'https://events.ent.1password.com'
  'https://events.1password.ca'
  'https://events.1password.eu'
])
#disable-next-line secure-secrets-in-params // an address, not a secret
param onePasswordServerUrl string = 'https://events.1password.com'

@description('Bearer token of the Events Reporting integration. Empty: the secret in Key Vault is neither created nor changed.')
@secure()
param onePasswordToken string = ''

@description('Partition of the cursor table: letters, digits, - and _. One name per 1Password account when several deployments share a table.')
@minLength(1)
@maxLength(64)
param accountName string = 'default'

@description('False: the timers answer Disabled and fetch nothing, and the alerts are off. The switch for a planned pause.')
param fetchEvents bool = true

@description('How each feed is fetched. A feed that is left out is fetched with the defaults.')
param feeds {
  auditevents: feedOptions?
  itemusages: feedOptions?
  signinattempts: feedOptions?
} = {}

@description('How far back the very first run starts, as d.hh:mm:ss; at most 120 days, which is what 1Password keeps.')
@minLength(8)
@maxLength(16)
param initialLookback string = '1.00:00:00'

@description('Overlap when a rejected cursor makes a feed start again from its last event time, as hh:mm:ss.')
@minLength(8)
@maxLength(16)
param cursorRecoveryOverlap string = '01:00:00'

@description('Budget of one run, as hh:mm:ss; must stay below functionTimeout in host.json (00:05:00).')
@minLength(8)
@maxLength(8)
param maxRunDuration string = '00:04:00'

@description('True for one deployment when the token was replaced by a token of another 1Password account on purpose.')
param acceptOtherAccount bool = false

@description('The proof of delivery.')
param proof proofOptions = {}

// ---- app

@description('Functions that are switched off: the host neither fires nor serves them.')
@maxLength(8)
param disabledFunctions ('IngestAuditEvents' | 'IngestItemUsageActions' | 'IngestSignInAttempts' | 'GetEvents' | 'TestConnection' | 'Status' | 'ProveDelivery' | 'ProveDeliveryDaily')[] = []

@description('Memory of one instance in MB. 512 keeps three timers a minute inside the free grant.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 512

@description('Most instances. 40 is the documented minimum; the app itself needs few.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('False: instances do not start from the platform\'s warm .NET process. For the day on which they end with exit code 139 at start (Azure/azure-functions-dotnet-worker, issue 3335); a start then takes longer.')
param warmPlaceholders bool = true

@description('Endpoint of an OTLP collector for metrics and traces. Empty: none are exported.')
@maxLength(2000)
param otlpEndpoint string = ''

@description('Further app settings, such as OnePassword__UseSystemProxy. They win over the ones made here.')
param additionalSettings { *: string } = {}

// ---- Event Hubs

@description('Resource id of an existing Event Hubs namespace; its hubs must exist. Empty: namespace and hubs are created here.')
@maxLength(400)
param existingEventHubNamespaceId string = ''

@description('Hub that receives every feed that has no hub of its own.')
@minLength(1)
@maxLength(256)
param eventHubName string = 'onepassword-events'

@description('AmqpTcp: port 5671. AmqpWebSockets: port 443, for networks that open nothing else, and the only one that goes through a proxy.')
@allowed([
  'AmqpTcp'
  'AmqpWebSockets'
])
param eventHubTransport string = 'AmqpTcp'

@description('Tier of the created namespace.')
@allowed([
  'Basic'
  'Standard'
  'Premium'
])
param eventHubTier string = 'Standard'

@description('Throughput units (Basic, Standard) or processing units (Premium: 1, 2, 4, 8, 12 or 16).')
@minValue(1)
@maxValue(40)
param eventHubCapacity int = 1

@description('Throughput units up to which the namespace grows by itself (Standard only). 0: it does not grow.')
@minValue(0)
@maxValue(40)
param eventHubAutoInflateMaximum int = 4

@description('Partitions of each hub. Cannot be changed later below the Premium tier.')
@minValue(1)
@maxValue(100)
param eventHubPartitions int = 4

@description('Hours that the hub keeps events. Basic keeps 24 at most, Standard 168, Premium 2160.')
@minValue(1)
@maxValue(2160)
param eventHubRetentionHours int = 168

@description('Consumer group for the first consumer. The Basic tier has only $Default.')
@minLength(1)
@maxLength(50)
param consumerGroup string = 'siem'

@description('True: Event Hubs Capture writes every event also as Avro files into the container event-capture (not in the Basic tier, not for an existing namespace).')
param captureEvents bool = false

@description('Object ids of users, groups or identities that may read the hubs.')
@maxLength(20)
param eventHubReaderObjectIds string[] = []

@description('True: the created namespace also accepts keys, for a consumer that cannot sign in with Entra. The app itself never uses one.')
param eventHubKeys bool = false

// ---- state and secret

@description('Redundancy of the storage account with positions, host state and package.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_GZRS'
])
param storageSku string = 'Standard_LRS'

@description('Table of the positions. Dead letters and run history lie in tables with this name plus DeadLetters and Runs.')
@minLength(3)
@maxLength(50)
param cursorTableName string = 'OnePasswordCursors'

@description('Object ids of the people, groups or identities that may set the token in Key Vault. Empty: whoever deploys.')
@maxLength(20)
param tokenOperatorObjectIds string[] = []

@description('True: nobody can purge the vault before its retention ends. Cannot be undone; a vault of the same name can then only be recovered.')
param keyVaultPurgeProtection bool = false

@description('True for one deployment after a tear-down: takes the deleted vault of the same name back.')
param keyVaultRecover bool = false

// ---- watching

@description('Resource id of an existing Log Analytics workspace. Empty: one is created here.')
@maxLength(400)
param existingWorkspaceId string = ''

@description('Days that a created workspace keeps logs.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Daily limit of a created workspace in GB; -1: none. A reached limit blinds the alerts until the next day.')
@minValue(-1)
@maxValue(1000)
param logDailyQuotaGb int = -1

@description('Whose resource logs go to the workspace. functionApp repeats what Application Insights has already, and costs as much again.')
@maxLength(4)
param resourceLogs ('eventHubs' | 'functionApp' | 'keyVault' | 'storage')[] = [
  'eventHubs'
  'keyVault'
  'storage'
]

@description('E-mail addresses that alerts go to.')
@maxLength(20)
param alertEmails string[] = []

@description('Resource ids of existing action groups that alerts also go to.')
@maxLength(5)
param alertActionGroupIds string[] = []

@description('A feed without a successful run for this long raises an alert. Raise it together with slower schedules.')
@allowed([
  'PT15M'
  'PT30M'
  'PT1H'
  'PT2H'
  'PT6H'
  'P1D'
])
param silenceWindow string = 'PT15M'

@description('Lag in seconds above which a feed raises an alert.')
@minValue(60)
@maxValue(864000)
param lagThresholdSeconds int = 3600

// ---- network

@description('True: virtual network, private endpoints for storage, vault and a created hub, and public access to them off. Public cloud only.')
param privateNetworking bool = false

@description('Address range of the virtual network; a /24 or larger.')
@minLength(9)
@maxLength(18)
param vnetAddressPrefix string = '10.60.0.0/24'

@description('False: with privateNetworking the app itself is reached through a private endpoint only, also for publishing.')
param appPublicAccess bool = true

// ---- what follows from them

var stem = toLower(replace(namePrefix, '-', ''))
var suffix = take(uniqueString(resourceGroup().id, namePrefix), 8)
var storageName = names.?storageAccount ?? 'st${stem}${suffix}'
var vaultName = names.?keyVault ?? 'kv-${take(stem, 10)}-${suffix}'
var workspaceName = names.?workspace ?? 'log-${stem}-${suffix}'
var applicationInsightsName = names.?applicationInsights ?? 'appi-${stem}-${suffix}'
var functionAppName = names.?functionApp ?? 'func-${stem}-${suffix}'
var captureIdentityName = '${identity.name}-capture'
var vnetName = 'vnet-${stem}-${suffix}'
var tokenSecretName = 'onepassword-events-api-token'

var createHub = empty(existingEventHubNamespaceId)
var existingNamespace = split(existingEventHubNamespaceId, '/')
var namespaceName = createHub ? (names.?eventHubNamespace ?? 'evhns-${stem}-${suffix}') : existingNamespace[8]
var onBasic = createHub && eventHubTier == 'Basic'

// Known before anything is deployed, so that what-if can show what depends on them.
var storageId = resourceId('Microsoft.Storage/storageAccounts', storageName)
var namespaceId = createHub ? resourceId('Microsoft.EventHub/namespaces', namespaceName) : existingEventHubNamespaceId
var workspaceId = empty(existingWorkspaceId) ? resourceId('Microsoft.OperationalInsights/workspaces', workspaceName) : existingWorkspaceId
var applicationInsightsId = resourceId('Microsoft.Insights/components', applicationInsightsName)
var blobEndpoint = 'https://${storageName}.blob.${environment().suffixes.storage}'
var packageContainer = 'app-package'

var feedTable = [
  {
    name: 'auditevents'
    setting: 'AuditEvents'
    options: feeds.?auditevents ?? {}
  }
  {
    name: 'itemusages'
    setting: 'ItemUsageActions'
    options: feeds.?itemusages ?? {}
  }
  {
    name: 'signinattempts'
    setting: 'SignInAttempts'
    options: feeds.?signinattempts ?? {}
  }
]
var fetchedFeeds = filter(feedTable, feed => feed.options.?fetch ?? true)
var feedHubNames = map(feedTable, feed => feed.options.?hub ?? eventHubName)
// union of a list with itself drops the repeats.
var hubNames = union(feedHubNames, feedHubNames)

var prove = proof.?enabled ?? true
var proofGroup = proof.?consumerGroup ?? (createHub && !onBasic && prove ? 'proof' : '$Default')
var consumerGroups = union([consumerGroup], prove ? [proofGroup] : [])

var functionNames = [
  'IngestAuditEvents'
  'IngestItemUsageActions'
  'IngestSignInAttempts'
  'GetEvents'
  'TestConnection'
  'Status'
  'ProveDelivery'
  'ProveDeliveryDaily'
]
var switchedOff = union(disabledFunctions, prove ? [] : ['ProveDelivery'], prove && proof.?schedule != null ? [] : ['ProveDeliveryDaily'])

// Every app setting, in one place. docs/configuration.md says what each means; a test holds them and the app's settings together.
var feedSettings = [for feed in feedTable: {
  'OnePassword__Max${feed.setting}PerFetch': string(feed.options.?maximum ?? 10000)
  '${feed.setting}Schedule': feed.options.?schedule ?? '0 * * * * *'
  'EventHubName__${feed.setting}': feed.options.?hub ?? eventHubName
}]
var switches = toObject(functionNames, name => 'AzureWebJobs_${name}_Disabled', name => contains(switchedOff, name) ? 'true' : 'false')
var settings = {
  // Blobs alone: the host's locks, timer status and keys. On queues and tables of the account the identity has no role.
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  AZURE_CLIENT_ID: identity.properties.clientId

  OnePassword__ServerUrl: onePasswordServerUrl
  OnePassword__ApiToken: '@Microsoft.KeyVault(SecretUri=https://${vaultName}${environment().suffixes.keyvaultDns}/secrets/${tokenSecretName}/)'
  OnePassword__Account: accountName
  OnePassword__FetchEvents: fetchEvents ? 'true' : 'false'
  OnePassword__EventTypes: join(map(fetchedFeeds, feed => feed.name), ',')
  OnePassword__InitialLookback: initialLookback
  OnePassword__CursorRecoveryOverlap: cursorRecoveryOverlap
  OnePassword__MaxRunDuration: maxRunDuration
  OnePassword__AcceptOtherAccount: acceptOtherAccount ? 'true' : 'false'
  OnePassword__ReadBackAfterCrash: prove ? 'true' : 'false' // the same right to read the hub

  EventHubConnection__fullyQualifiedNamespace: hubAccess[0].outputs.namespaceHost
  EventHubConnection__credential: 'managedidentity'
  EventHubConnection__clientId: identity.properties.clientId
  EventHubName: eventHubName
  EventHubTransport: eventHubTransport
  EventHubConsumerGroup: proofGroup
  // The host must be able to read it even while the function is switched off.
  ProofSchedule: proof.?schedule ?? '0 30 4 * * *'

  CursorStorage__tableServiceUri: 'https://${storageName}.table.${environment().suffixes.storage}'
  CursorStorage__credential: 'managedidentity'
  CursorStorage__clientId: identity.properties.clientId
  CursorTableName: cursorTableName
}
var settingsOnDemand = union(
  empty(otlpEndpoint) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint },
  warmPlaceholders ? {} : { WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED: '0' }
)

// ---- resources

// The one identity of the app: host, worker, package download, Key Vault reference and telemetry all use it.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: names.?identity ?? 'id-${stem}-${suffix}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: workspaceName
    applicationInsightsName: applicationInsightsName
    location: location
    tags: tags
    existingWorkspaceId: existingWorkspaceId
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    identityId: identity.id
    principalId: identity.properties.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: vnetName
    location: location
    tags: tags
    addressPrefix: vnetAddressPrefix
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: storageName
    location: location
    tags: tags
    sku: storageSku
    lock: lockState
    publicAccess: !privateNetworking
    packageContainer: packageContainer
    cursorTableName: cursorTableName
    identityId: identity.id
    principalId: identity.properties.principalId
    workspaceId: contains(resourceLogs, 'storage') ? workspaceId : ''
  }
  dependsOn: [
    monitoring
  ]
}

module keyVault 'modules/keyVault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: tags
    publicAccess: !privateNetworking
    purgeProtection: keyVaultPurgeProtection
    recover: keyVaultRecover
    secretName: tokenSecretName
    onePasswordToken: onePasswordToken
    identityId: identity.id
    principalId: identity.properties.principalId
    operatorObjectIds: empty(tokenOperatorObjectIds) ? [deployer().objectId] : tokenOperatorObjectIds
    workspaceId: contains(resourceLogs, 'keyVault') ? workspaceId : ''
  }
  dependsOn: [
    monitoring
  ]
}

module capture 'modules/capture.bicep' = if (createHub && captureEvents) {
  params: {
    identityName: captureIdentityName
    location: location
    tags: tags
    storageAccountName: storageName
  }
  dependsOn: [
    storage
  ]
}

module eventHubs 'modules/eventHubs.bicep' = if (createHub) {
  params: {
    namespaceName: onBasic && privateNetworking ? fail('The Basic tier has no private endpoints: set eventHubTier to Standard or Premium, or privateNetworking to false.') : namespaceName
    hubNames: hubNames
    location: location
    tags: tags
    tier: eventHubTier
    capacity: eventHubCapacity
    autoInflateMaximum: eventHubAutoInflateMaximum
    partitions: eventHubPartitions
    retentionHours: eventHubRetentionHours
    consumerGroups: filter(consumerGroups, group => group != '$Default')
    publicAccess: !privateNetworking
    keys: eventHubKeys
    captureIdentityId: captureEvents ? resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', captureIdentityName) : ''
    captureStorageAccountId: captureEvents ? storageId : ''
    workspaceId: contains(resourceLogs, 'eventHubs') ? workspaceId : ''
  }
  dependsOn: [
    monitoring
    // With it come Capture's role and container, without which a hub with Capture is refused.
    capture
  ]
}

module hubAccess 'modules/eventHubAccess.bicep' = [for hub in hubNames: {
  scope: resourceGroup(createHub ? subscription().subscriptionId : existingNamespace[2], createHub ? resourceGroup().name : existingNamespace[4])
  params: {
    namespaceName: namespaceName
    hubName: hub
    identityId: identity.id
    principalId: identity.properties.principalId
    appReads: prove
    readerObjectIds: eventHubReaderObjectIds
  }
  dependsOn: [
    eventHubs
  ]
}]

var endpoints = [
  {
    name: 'blob'
    group: 'blob'
    target: storageId
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    name: 'table'
    group: 'table'
    target: storageId
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    name: 'vault'
    group: 'vault'
    target: resourceId('Microsoft.KeyVault/vaults', vaultName)
    zone: 'privatelink.vaultcore.azure.net'
  }
  {
    name: 'hub'
    group: 'namespace'
    target: namespaceId
    zone: 'privatelink.servicebus.windows.net'
  }
]

module privateEndpoints 'modules/privateEndpoint.bicep' = [for endpoint in filter(endpoints, e => createHub || e.name != 'hub'): if (privateNetworking) {
  params: {
    name: 'pe-${endpoint.name}-${stem}-${suffix}'
    location: location
    tags: tags
    vnetName: vnetName
    targetId: endpoint.target
    groupId: endpoint.group
    dnsZoneName: endpoint.zone
  }
  dependsOn: [
    network
    storage
    keyVault
    eventHubs
  ]
}]

module app 'modules/functionApp.bicep' = {
  params: {
    name: functionAppName
    planName: names.?plan ?? 'plan-${stem}-${suffix}'
    location: location
    tags: tags
    identityId: identity.id
    packageContainerUrl: '${blobEndpoint}/${packageContainer}'
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: map(filter(feedTable, feed => (feed.options.?alwaysReady ?? 0) > 0), feed => {
      name: 'function:Ingest${feed.setting}'
      instanceCount: feed.options.?alwaysReady ?? 0
    })
    subnetId: privateNetworking ? resourceId('Microsoft.Network/virtualNetworks/subnets', vnetName, 'app') : ''
    publicAccess: appPublicAccess || !privateNetworking
    settings: reduce(feedSettings, union(settings, switches, settingsOnDemand), (all, some) => union(all, some))
    additionalSettings: additionalSettings
    workspaceId: contains(resourceLogs, 'functionApp') ? workspaceId : ''
  }
  dependsOn: [
    storage
    keyVault
    privateEndpoints
  ]
}

module appEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking && !appPublicAccess) {
  params: {
    name: 'pe-app-${stem}-${suffix}'
    location: location
    tags: tags
    vnetName: vnetName
    targetId: resourceId('Microsoft.Web/sites', functionAppName)
    groupId: 'sites'
    dnsZoneName: 'privatelink.azurewebsites.net'
  }
  dependsOn: [
    app
  ]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    namePrefix: namePrefix
    location: location
    tags: tags
    enabled: fetchEvents
    workspaceId: workspaceId
    applicationInsightsId: applicationInsightsId
    feeds: map(filter(fetchedFeeds, feed => !contains(switchedOff, 'Ingest${feed.setting}')), feed => feed.name)
    silenceWindow: silenceWindow
    lagThresholdSeconds: lagThresholdSeconds
    emails: alertEmails
    actionGroupIds: alertActionGroupIds
    eventHubNamespaceId: createHub ? namespaceId : ''
  }
  dependsOn: [
    monitoring
    eventHubs
  ]
}

module workbook 'modules/workbook.bicep' = {
  params: {
    displayName: '1Password events (${namePrefix})'
    location: location
    tags: tags
    workspaceId: workspaceId
    applicationInsightsId: applicationInsightsId
  }
  dependsOn: [
    monitoring
  ]
}

// ---- what the commands in docs/operations.md ask for

@description('Name of the function app.')
output functionAppName string = functionAppName

@description('Host name of the function app.')
output functionAppHost string = app.outputs.host

@description('Vault that holds the 1Password token.')
output keyVaultName string = vaultName

@description('Name of the secret with the 1Password token.')
output tokenSecretName string = tokenSecretName

@description('Storage account with the positions.')
output storageAccountName string = storageName

@description('Name of the Event Hubs namespace.')
output eventHubNamespaceName string = namespaceName

@description('Host name of the Event Hubs namespace.')
output eventHubNamespaceHost string = hubAccess[0].outputs.namespaceHost

@description('Hubs that receive events.')
output eventHubNames string[] = hubNames

@description('Object id of the identity that the app runs as.')
output appPrincipalId string = identity.properties.principalId

@description('Object id of whoever deployed, who may set the token unless tokenOperatorObjectIds names others.')
output deployerObjectId string = deployer().objectId

@description('Log Analytics workspace that alerts and workbook query.')
output workspaceId string = workspaceId

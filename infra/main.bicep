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

@description('Instances that Flex Consumption keeps warm, per timer function. What is left out has none.')
type alwaysReadyCounts = {
  IngestAuditEvents: int?
  IngestItemUsageActions: int?
  IngestSignInAttempts: int?
}

// ---- names, place, tags

@description('Start of every resource name: lower-case letters and digits, beginning with a letter.')
@minLength(3)
@maxLength(12)
param namePrefix string = 'opevents'

@description('Names of single resources; empty: all names are made from namePrefix.')
param names resourceNames = {}

@description('Azure region of everything that this template creates.')
param location string = resourceGroup().location

@description('Tags on every resource.')
param tags object = {}

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
param onePasswordServerUrl string = 'https://events.1password.com'

@description('Bearer token of the Events Reporting integration. Empty: the secret in Key Vault is neither created nor changed.')
@secure()
param onePasswordToken string = ''

@description('Partition of the cursor table: letters, digits, - and _. One name per 1Password account when several deployments share a table.')
@minLength(1)
@maxLength(64)
param accountName string = 'default'

@description('False: the timers answer Disabled and fetch nothing. The switch for a planned pause.')
param fetchEvents bool = true

@description('Feeds to fetch.')
@minLength(1)
@maxLength(3)
param eventTypes ('auditevents' | 'itemusages' | 'signinattempts')[] = [
  'auditevents'
  'itemusages'
  'signinattempts'
]

@description('Most audit events of one run.')
@minValue(1)
@maxValue(1000000)
param maxAuditEventsPerFetch int = 10000

@description('Most item usage actions of one run.')
@minValue(1)
@maxValue(1000000)
param maxItemUsageActionsPerFetch int = 10000

@description('Most sign in attempts of one run.')
@minValue(1)
@maxValue(1000000)
param maxSignInAttemptsPerFetch int = 10000

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

// ---- timers

@description('NCRONTAB schedule (UTC, six fields) of the audit events feed.')
@minLength(9)
@maxLength(100)
param auditEventsSchedule string = '0 * * * * *'

@description('NCRONTAB schedule (UTC, six fields) of the item usage actions feed.')
@minLength(9)
@maxLength(100)
param itemUsageActionsSchedule string = '0 * * * * *'

@description('NCRONTAB schedule (UTC, six fields) of the sign in attempts feed.')
@minLength(9)
@maxLength(100)
param signInAttemptsSchedule string = '0 * * * * *'

@description('Functions that are switched off: the host neither fires nor serves them.')
@maxLength(6)
param disabledFunctions ('IngestAuditEvents' | 'IngestItemUsageActions' | 'IngestSignInAttempts' | 'GetEvents' | 'TestConnection' | 'Status')[] = []

// ---- plan

@description('FlexConsumption: pay per run, scales to nothing. ElasticPremium: for regions or policies that refuse custom handlers on Flex Consumption; at least one instance is always paid for.')
@allowed([
  'FlexConsumption'
  'ElasticPremium'
])
param planType string = 'FlexConsumption'

@description('Memory of one instance in MB (Flex Consumption). 512 keeps three timers a minute inside the free grant.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 512

@description('Most instances (Flex Consumption). Some regions refuse less than 40; the app itself needs four.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Always-ready instances per timer (Flex Consumption); they cost money also when idle.')
param alwaysReady alwaysReadyCounts = {}

@description('Size of one instance (Elastic Premium).')
@allowed([
  'EP1'
  'EP2'
  'EP3'
])
param premiumSku string = 'EP1'

// ---- Event Hubs

@description('Name of an existing Event Hubs namespace; its hubs must exist. Empty: namespace and hubs are created here.')
@maxLength(50)
param existingEventHubNamespace string = ''

@description('Resource group of the existing namespace.')
@minLength(1)
@maxLength(90)
param existingEventHubResourceGroup string = resourceGroup().name

@description('Subscription id of the existing namespace.')
@minLength(36)
@maxLength(36)
param existingEventHubSubscriptionId string = subscription().subscriptionId

@description('Hub that receives every feed that has no hub of its own.')
@minLength(1)
@maxLength(256)
param eventHubName string = 'onepassword-events'

@description('Hub of the audit events alone. Empty: eventHubName.')
@maxLength(256)
param auditEventsHubName string = ''

@description('Hub of the item usage actions alone. Empty: eventHubName.')
@maxLength(256)
param itemUsageActionsHubName string = ''

@description('Hub of the sign in attempts alone. Empty: eventHubName.')
@maxLength(256)
param signInAttemptsHubName string = ''

@description('Tier of the namespace, also of an existing one: it decides how large one request may be.')
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

@description('Object ids of the people or groups that may set the token in Key Vault.')
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

@description('True: resource logs of app, hub, vault and storage go to the workspace.')
param resourceLogs bool = true

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

@description('Endpoint of an OTLP collector for metrics and traces. Empty: none are exported.')
@maxLength(2000)
param otlpEndpoint string = ''

// ---- network

@description('True: virtual network, private endpoints for storage, vault and a created hub, and public access to them off. Public cloud only.')
param privateNetworking bool = false

@description('Address range of the virtual network; a /24 or larger.')
@minLength(9)
@maxLength(18)
param vnetAddressPrefix string = '10.60.0.0/24'

@description('False: the app itself is reached through a private endpoint only, also for publishing. Needs privateNetworking.')
param appPublicAccess bool = true

@description('Further app settings, such as OnePassword__UseSystemProxy. They win over the ones made here.')
param additionalSettings object = {}

var suffix = take(uniqueString(resourceGroup().id, namePrefix), 8)
var onFlex = planType == 'FlexConsumption'
var createHub = empty(existingEventHubNamespace)
var identityName = names.?identity ?? 'id-${namePrefix}-${suffix}'
var functionAppName = names.?functionApp ?? 'func-${namePrefix}-${suffix}'
var namespaceName = createHub ? (names.?eventHubNamespace ?? 'evhns-${namePrefix}-${suffix}') : existingEventHubNamespace
var hubResourceGroup = createHub ? resourceGroup().name : existingEventHubResourceGroup
var hubSubscriptionId = createHub ? subscription().subscriptionId : existingEventHubSubscriptionId
var feedHubNames = [
  empty(auditEventsHubName) ? eventHubName : auditEventsHubName
  empty(itemUsageActionsHubName) ? eventHubName : itemUsageActionsHubName
  empty(signInAttemptsHubName) ? eventHubName : signInAttemptsHubName
]
// union of a list with itself drops the repeats.
var hubNames = union(feedHubNames, feedHubNames)
var storageEndpointKinds = [
  'blob'
  'table'
]
var functionOfFeed = {
  auditevents: 'IngestAuditEvents'
  itemusages: 'IngestItemUsageActions'
  signinattempts: 'IngestSignInAttempts'
}
var watchedFeeds = filter(eventTypes, feed => !contains(disabledFunctions, functionOfFeed[feed]))

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: identityName
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: names.?workspace ?? 'log-${namePrefix}-${suffix}'
    applicationInsightsName: names.?applicationInsights ?? 'appi-${namePrefix}-${suffix}'
    location: location
    tags: tags
    existingWorkspaceId: existingWorkspaceId
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    name: 'vnet-${namePrefix}-${suffix}'
    location: location
    tags: tags
    addressPrefix: vnetAddressPrefix
    delegation: onFlex ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: names.?storageAccount ?? 'st${namePrefix}${suffix}'
    location: location
    tags: tags
    sku: storageSku
    publicAccess: !privateNetworking
    cursorTableName: cursorTableName
    principalId: identity.outputs.principalId
    workspaceId: resourceLogs ? monitoring.outputs.workspaceId : ''
  }
}

// ARM JSON, because it is the one resource type here whose Bicep form could not be checked offline.
module stateLock 'modules/stateLock.json' = if (lockState) {
  name: 'state-lock'
  params: {
    storageAccountName: storage.outputs.name
  }
}

module keyVault 'modules/keyVault.bicep' = {
  name: 'key-vault'
  params: {
    name: names.?keyVault ?? 'kv-${take(namePrefix, 10)}-${suffix}'
    location: location
    tags: tags
    publicAccess: !privateNetworking
    purgeProtection: keyVaultPurgeProtection
    recover: keyVaultRecover
    onePasswordToken: onePasswordToken
    principalId: identity.outputs.principalId
    operatorObjectIds: tokenOperatorObjectIds
    workspaceId: resourceLogs ? monitoring.outputs.workspaceId : ''
  }
}

module capture 'modules/capture.bicep' = if (createHub && captureEvents) {
  name: 'capture'
  params: {
    identityName: '${identityName}-capture'
    location: location
    tags: tags
    storageAccountName: storage.outputs.name
  }
}

module eventHubs 'modules/eventHubs.bicep' = if (createHub) {
  name: 'event-hubs'
  params: {
    namespaceName: namespaceName
    hubNames: hubNames
    location: location
    tags: tags
    tier: eventHubTier
    capacity: eventHubCapacity
    autoInflateMaximum: eventHubAutoInflateMaximum
    partitions: eventHubPartitions
    retentionHours: eventHubRetentionHours
    consumerGroup: consumerGroup
    publicAccess: !privateNetworking
    keys: eventHubKeys
    captureIdentityId: captureEvents ? capture!.outputs.identityId : ''
    captureStorageAccountId: captureEvents ? storage.outputs.id : ''
    workspaceId: resourceLogs ? monitoring.outputs.workspaceId : ''
  }
}

module hubAccess 'modules/eventHubAccess.bicep' = [for (hub, i) in hubNames: {
  name: 'event-hub-access-${i}'
  scope: resourceGroup(hubSubscriptionId, hubResourceGroup)
  params: {
    namespaceName: namespaceName
    hubName: hub
    senderPrincipalId: identity.outputs.principalId
    readerObjectIds: eventHubReaderObjectIds
  }
  dependsOn: [
    eventHubs
  ]
}]

module storageEndpoints 'modules/privateEndpoint.bicep' = [for kind in storageEndpointKinds: if (privateNetworking) {
  name: 'private-${kind}'
  params: {
    name: 'pe-${kind}-${namePrefix}-${suffix}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: storage.outputs.id
    groupId: kind
    dnsZoneName: 'privatelink.${kind}.${environment().suffixes.storage}'
  }
}]

module vaultEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking) {
  name: 'private-vault'
  params: {
    name: 'pe-vault-${namePrefix}-${suffix}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: keyVault.outputs.id
    groupId: 'vault'
    dnsZoneName: 'privatelink.vaultcore.azure.net'
  }
}

module hubEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking && createHub) {
  name: 'private-hub'
  params: {
    name: 'pe-hub-${namePrefix}-${suffix}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: eventHubs!.outputs.namespaceId
    groupId: 'namespace'
    dnsZoneName: 'privatelink.servicebus.windows.net'
  }
}

module flexApp 'modules/functionAppFlex.bicep' = if (onFlex) {
  name: 'function-app-flex'
  params: {
    name: functionAppName
    planName: names.?plan ?? 'plan-${namePrefix}-${suffix}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    packageContainerUrl: storage.outputs.packageContainerUrl
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    publicAccess: appPublicAccess
  }
  dependsOn: [
    storageEndpoints
  ]
}

module premiumApp 'modules/functionAppPremium.bicep' = if (!onFlex) {
  name: 'function-app-premium'
  params: {
    name: functionAppName
    planName: names.?plan ?? 'plan-${namePrefix}-${suffix}'
    location: location
    tags: tags
    sku: premiumSku
    identityId: identity.outputs.id
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    publicAccess: appPublicAccess
  }
  dependsOn: [
    storageEndpoints
  ]
}

module appSettings 'modules/appSettings.bicep' = {
  name: 'app-settings'
  params: {
    functionAppName: functionAppName
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    onFlex: onFlex
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    packageContainerUrl: storage.outputs.packageContainerUrl
    applicationInsightsConnectionString: monitoring.outputs.applicationInsightsConnectionString
    tokenSecretUri: keyVault.outputs.tokenSecretUri
    onePasswordServerUrl: onePasswordServerUrl
    accountName: accountName
    fetchEvents: fetchEvents
    eventTypes: eventTypes
    maxAuditEventsPerFetch: maxAuditEventsPerFetch
    maxItemUsageActionsPerFetch: maxItemUsageActionsPerFetch
    maxSignInAttemptsPerFetch: maxSignInAttemptsPerFetch
    initialLookback: initialLookback
    cursorRecoveryOverlap: cursorRecoveryOverlap
    maxRunDuration: maxRunDuration
    acceptOtherAccount: acceptOtherAccount
    auditEventsSchedule: auditEventsSchedule
    itemUsageActionsSchedule: itemUsageActionsSchedule
    signInAttemptsSchedule: signInAttemptsSchedule
    disabledFunctions: disabledFunctions
    eventHubNamespaceHost: hubAccess[0].outputs.namespaceHost
    eventHubName: eventHubName
    auditEventsHubName: feedHubNames[0]
    itemUsageActionsHubName: feedHubNames[1]
    signInAttemptsHubName: feedHubNames[2]
    maxBatchBytes: eventHubTier == 'Basic' ? 240000 : 1000000
    cursorTableName: cursorTableName
    otlpEndpoint: otlpEndpoint
    additionalSettings: additionalSettings
  }
  dependsOn: [
    flexApp
    premiumApp
    vaultEndpoint
    hubEndpoint
  ]
}

module appEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking && !appPublicAccess) {
  name: 'private-app'
  params: {
    name: 'pe-app-${namePrefix}-${suffix}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: resourceId('Microsoft.Web/sites', functionAppName)
    groupId: 'sites'
    dnsZoneName: 'privatelink.azurewebsites.net'
  }
  dependsOn: [
    appSettings
  ]
}

module appDiagnostics 'modules/appDiagnostics.bicep' = if (resourceLogs) {
  name: 'app-diagnostics'
  params: {
    functionAppName: functionAppName
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [
    appSettings
  ]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    namePrefix: namePrefix
    location: location
    tags: tags
    enabled: fetchEvents
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    feeds: watchedFeeds
    silenceWindow: silenceWindow
    lagThresholdSeconds: lagThresholdSeconds
    emails: alertEmails
    actionGroupIds: alertActionGroupIds
    eventHubNamespaceId: createHub ? eventHubs!.outputs.namespaceId : ''
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    displayName: '1Password events (${namePrefix})'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsId: monitoring.outputs.applicationInsightsId
  }
}

@description('Name of the function app.')
output functionAppName string = functionAppName

@description('The command that publishes the package, run from the root of the repository.')
output publishCommand string = onFlex ? 'az functionapp deployment source config-zip -g ${resourceGroup().name} -n ${functionAppName} --src artifacts/onepassword-functions.zip' : 'az storage blob upload --auth-mode login --account-name ${storage.outputs.name} -c ${storage.outputs.packageContainerName} -n onepassword-functions.zip -f artifacts/onepassword-functions.zip --overwrite && az functionapp restart -g ${resourceGroup().name} -n ${functionAppName}'

@description('Vault that holds the 1Password token.')
output keyVaultName string = keyVault.outputs.name

@description('Name of the secret with the 1Password token.')
output tokenSecretName string = keyVault.outputs.tokenSecretName

@description('Storage account with the positions.')
output storageAccountName string = storage.outputs.name

@description('Host name of the Event Hubs namespace.')
output eventHubNamespaceHost string = hubAccess[0].outputs.namespaceHost

@description('Hubs that receive events.')
output eventHubNames array = hubNames

@description('Log Analytics workspace that alerts and workbook query.')
output workspaceId string = monitoring.outputs.workspaceId

@description('Application Insights component of the app.')
output applicationInsightsName string = monitoring.outputs.applicationInsightsName

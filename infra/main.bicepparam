using './main.bicep'

// What a first deployment has to think about, from the environment: a shell, `azd env set`, or the variables of the repository on GitHub.
// Nothing in this file needs editing. A variable that is unset or empty means the default. Every other parameter of main.bicep
// goes behind it on the command line: -p infra/main.bicepparam -p eventHubTier=Premium.

var prefix = readEnvironmentVariable('NAME_PREFIX', '')
var server = readEnvironmentVariable('ONEPASSWORD_SERVER_URL', '')
var operators = readEnvironmentVariable('TOKEN_OPERATOR_OBJECT_IDS', '')
var emails = readEnvironmentVariable('ALERT_EMAILS', '')

param namePrefix = empty(prefix) ? 'opevents' : prefix

// The region of the 1Password account: events.1password.com, events.ent.1password.com, events.1password.ca or events.1password.eu.
param onePasswordServerUrl = empty(server) ? 'https://events.1password.com' : server

// Empty: the token is set later in Key Vault, and an existing one is left alone.
param onePasswordToken = readEnvironmentVariable('ONEPASSWORD_EVENTS_API_TOKEN', '')

// Object ids, comma-separated, of those who may set the token in Key Vault. Empty: whoever deploys.
param tokenOperatorObjectIds = empty(operators) ? [] : split(operators, ',')

// Addresses, comma-separated, that are told when a feed stops, lags or fails. Empty: alerts show in the portal only.
param alertEmails = empty(emails) ? [] : split(emails, ',')

// true: virtual network, private endpoints, and public access to storage, vault and hub off.
param privateNetworking = toLower(readEnvironmentVariable('PRIVATE_NETWORKING', '')) == 'true'

// Resource ids of a namespace and a workspace that exist already. Empty: they are created.
param existingEventHubNamespaceId = readEnvironmentVariable('EXISTING_EVENT_HUB_NAMESPACE_ID', '')
param existingWorkspaceId = readEnvironmentVariable('EXISTING_WORKSPACE_ID', '')

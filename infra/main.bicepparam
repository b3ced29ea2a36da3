using './main.bicep'

// The values that a first deployment has to think about. Everything else has a default, described in main.bicep.
param namePrefix = readEnvironmentVariable('NAME_PREFIX', 'opevents')

// The region of the 1Password account: 1password.com, ent.1password.com, 1password.ca or 1password.eu.
param onePasswordServerUrl = readEnvironmentVariable('ONEPASSWORD_SERVER_URL', 'https://events.1password.com')

// Leave the variable unset to set the token later in Key Vault; an existing secret is then left alone. Never write a token here.
param onePasswordToken = readEnvironmentVariable('ONEPASSWORD_EVENTS_API_TOKEN', '')

// Object ids of those who may set the token in Key Vault. Needed when the token is not given above.
param tokenOperatorObjectIds = []

// Who is told when a feed stops, lags or fails. Empty: alerts show in the portal only.
param alertEmails = []

// FlexConsumption, or ElasticPremium where a region or a policy refuses custom handlers on Flex Consumption.
param planType = 'FlexConsumption'

// True: virtual network, private endpoints, public access to storage, vault and hub off.
param privateNetworking = false

param tags = {
  workload: 'onepassword-events'
}

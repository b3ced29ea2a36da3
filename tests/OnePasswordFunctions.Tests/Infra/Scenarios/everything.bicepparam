using '../../../../infra/main.bicep'

// Every option away from its default.
param feeds = {
  auditevents: {
    maximum: 50000
    schedule: '0 */5 * * * *'
    alwaysReady: 1
  }
  signinattempts: {
    fetch: false
  }
}
param proof = {
  schedule: '0 0 5 * * *'
  consumerGroup: 'audit'
}
param disabledFunctions = [
  'GetEvents'
  'IngestItemUsageActions'
]
param fetchEvents = false
param warmPlaceholders = false
param eventHubTransport = 'AmqpWebSockets'
param eventHubKeys = true
param lockState = false
param lagThresholdSeconds = 600
param otlpEndpoint = 'https://collector.example'
param resourceLogs = [
  'functionApp'
]
param alertActionGroupIds = [
  '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/night'
]
param additionalSettings = {
  OnePassword__UseSystemProxy: 'true'
}

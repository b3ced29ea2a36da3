// Workbook with the three feeds. Its queries are those of ../queries/workbook, shown for the time range chosen at its top.

@description('Name shown in the portal.')
@minLength(1)
@maxLength(100)
param displayName string

@description('Azure region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Workspace that the workbook queries.')
param workspaceId string

@description('Component of this deployment.')
param applicationInsightsId string

var parts = [
  {
    name: 'feeds'
    title: 'Feeds now: last run, last success, lag, events'
    chart: 'table'
    query: loadTextContent('../queries/workbook/feeds.kql')
  }
  {
    name: 'events'
    title: 'Events published'
    chart: 'timechart'
    query: loadTextContent('../queries/workbook/events.kql')
  }
  {
    name: 'lag'
    title: 'Lag in seconds (largest, runs with a backlog)'
    chart: 'timechart'
    query: loadTextContent('../queries/workbook/lag.kql')
  }
  {
    name: 'lateness'
    title: 'Lateness in seconds: how long after it happened the latest event arrived'
    chart: 'timechart'
    query: loadTextContent('../queries/workbook/lateness.kql')
  }
  {
    name: 'outcomes'
    title: 'Outcomes of runs'
    chart: 'barchart'
    query: loadTextContent('../queries/workbook/outcomes.kql')
  }
  {
    name: 'durations'
    title: 'Run time in milliseconds (95 of 100 runs are faster), and where it goes'
    chart: 'table'
    query: loadTextContent('../queries/workbook/durations.kql')
  }
  {
    name: 'requests'
    title: 'Requests, retries and throttles against 1Password and the hub'
    chart: 'timechart'
    query: loadTextContent('../queries/workbook/requests.kql')
  }
  {
    name: 'proofs'
    title: 'Proofs of delivery'
    chart: 'table'
    query: loadTextContent('../queries/workbook/proofs.kql')
  }
  {
    name: 'invocations'
    title: 'Failed invocations of any function, with their exceptions'
    chart: 'table'
    query: loadTextContent('../queries/workbook/invocations.kql')
  }
  {
    name: 'failures'
    title: 'Last failures'
    chart: 'table'
    query: loadTextContent('../queries/workbook/failures.kql')
  }
]

var timeRange = {
  type: 9
  name: 'time'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        id: guid(applicationInsightsId, 'range')
        version: 'KqlParameterItem/1.0'
        name: 'range'
        label: 'Time range'
        type: 4
        isRequired: true
        value: {
          durationMs: 86400000
        }
        typeSettings: {
          selectableValues: [
            {
              durationMs: 3600000
            }
            {
              durationMs: 14400000
            }
            {
              durationMs: 86400000
            }
            {
              durationMs: 604800000
            }
            {
              durationMs: 2592000000
            }
          ]
        }
      }
    ]
  }
}

var charts = [for part in parts: {
  type: 3
  name: part.name
  content: {
    version: 'KqlItem/1.0'
    query: replace(part.query, 'let component = "";', 'let component = "${applicationInsightsId}";')
    size: 0
    title: part.title
    timeContextFromParameter: 'range'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    crossComponentResources: [
      workspaceId
    ]
    visualization: part.chart
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, applicationInsightsId, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([
        timeRange
      ], charts)
      fallbackResourceIds: [
        workspaceId
      ]
    })
  }
}

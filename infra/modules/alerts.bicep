// Alerts on what the app writes. Each query in ../queries/alerts returns one row per problem; any row raises the alert.
// A query runs as it stands in the portal too: the values that depend on the deployment are let statements, replaced here.

@description('Start of the names of the rules.')
param namePrefix string

@description('Azure region of the rules; that of the workspace.')
param location string

@description('Tags.')
param tags { *: string }

@description('False: rules exist but do not fire, as during a planned pause.')
param enabled bool

@description('Workspace that the rules query.')
param workspaceId string

@description('Component of this deployment, so that deployments in one workspace do not see each other.')
param applicationInsightsId string

@description('Feeds that must have successful runs.')
param feeds string[]

@description('How long a feed may be without a successful run.')
param silenceWindow string

@description('Lag in seconds that is too much.')
param lagThresholdSeconds int

@description('E-mail addresses to tell.')
param emails string[]

@description('Existing action groups to tell.')
param actionGroupIds string[]

@description('Namespace to watch for throttling; empty: an existing one, watched by its owner.')
param eventHubNamespaceId string

var rules = [
  {
    name: 'no-successful-run'
    title: 'No successful run of a feed'
    text: 'A feed had no successful run in the window. The app is down, disabled, or every run fails.'
    severity: 1
    window: silenceWindow
    frequency: 'PT5M'
    query: loadTextContent('../queries/alerts/no-successful-run.kql')
  }
  {
    name: 'lag'
    title: 'A feed lags behind'
    text: 'A feed has a backlog and its newest published event is older than the threshold.'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    query: loadTextContent('../queries/alerts/lag.kql')
  }
  {
    name: 'failed-runs'
    title: 'Runs of a feed fail'
    text: 'Three or more runs of a feed failed in 15 minutes; the dimension failure names the cause.'
    severity: 1
    window: 'PT15M'
    frequency: 'PT5M'
    query: loadTextContent('../queries/alerts/failed-runs.kql')
  }
  {
    name: 'throttled'
    title: 'Throttling lasts'
    text: 'More than a third of the runs of a feed in 30 minutes ended throttled.'
    severity: 2
    window: 'PT30M'
    frequency: 'PT15M'
    query: loadTextContent('../queries/alerts/throttled.kql')
  }
  {
    name: 'dead-letters'
    title: 'Events became dead letters'
    text: 'Events did not fit into a message of the hub. They are recorded in the dead letter table and are not in the hub.'
    severity: 1
    window: 'PT15M'
    frequency: 'PT5M'
    query: loadTextContent('../queries/alerts/dead-letters.kql')
  }
  {
    name: 'token-expires'
    title: 'The 1Password token expires'
    text: 'The token of the Events API expires within 14 days.'
    severity: 2
    window: 'PT1H'
    frequency: 'PT1H'
    query: loadTextContent('../queries/alerts/token-expires.kql')
  }
  {
    name: 'cursor-rejected'
    title: 'A cursor was rejected'
    text: '1Password refused the stored cursor of a feed. The run started again with an overlap; check for a gap.'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    query: loadTextContent('../queries/alerts/cursor-rejected.kql')
  }
  {
    name: 'retention-risk'
    title: 'Events are about to be gone'
    text: 'The backlog of a feed is so old that 1Password will soon delete events that were not fetched.'
    severity: 0
    window: 'PT1H'
    frequency: 'PT15M'
    query: loadTextContent('../queries/alerts/retention-risk.kql')
  }
  {
    name: 'proof-missing'
    title: 'A proof of delivery found events missing'
    text: 'A proof compared a period at 1Password with the hub, and the hub lacks events.'
    severity: 0
    window: 'PT6H'
    frequency: 'PT1H'
    query: loadTextContent('../queries/alerts/proof-missing.kql')
  }
]

var actionGroups = concat(actionGroupIds, empty(emails) ? [] : [
  mail.id
])

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-${namePrefix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(namePrefix, 12)
    enabled: true
    emailReceivers: [for (address, i) in emails: {
      name: 'mail-${i}'
      emailAddress: address
      useCommonAlertSchema: true
    }]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: '${namePrefix}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${namePrefix}: ${rule.title}'
    severity: rule.severity
    enabled: enabled
    scopes: [
      workspaceId
    ]
    evaluationFrequency: rule.frequency
    windowSize: rule.window
    criteria: {
      allOf: [
        {
          query: replace(replace(replace(rule.query, 'let component = "";', 'let component = "${applicationInsightsId}";'), 'let feeds = "auditevents,itemusages,signinattempts";', 'let feeds = "${join(feeds, ',')}";'), 'let lagThreshold = 3600;', 'let lagThreshold = ${lagThresholdSeconds};')
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'feed'
              operator: 'Include'
              values: [
                '*'
              ]
            }
            {
              name: 'failure'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    // The workspace may be minutes old and its tables not yet known to the validator.
    skipQueryValidation: true
    autoMitigate: true
    actions: {
      actionGroups: actionGroups
      customProperties: {
        meaning: rule.text
        whatToDo: 'docs/operations.md, section Alerts'
      }
    }
  }
}]

// The namespace refuses requests: it needs more throughput units.
resource hubThrottled 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(eventHubNamespaceId)) {
  name: '${namePrefix}-hub-throttled'
  location: 'global'
  tags: tags
  properties: {
    severity: 2
    enabled: enabled
    scopes: [
      eventHubNamespaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.EventHub/namespaces'
          metricName: 'ThrottledRequests'
          operator: 'GreaterThan'
          threshold: 20
          timeAggregation: 'Total'
        }
      ]
    }
    autoMitigate: true
    actions: [for groupId in actionGroups: {
      actionGroupId: groupId
    }]
  }
}

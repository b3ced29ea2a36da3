using '../../../../infra/main.bicep'

// Nothing in public, a copy of every event in storage, and a hub of its own for one feed.
param privateNetworking = true
param appPublicAccess = false
param captureEvents = true
param feeds = {
  itemusages: {
    hub: 'onepassword-item-usage'
  }
}

using '../../../../infra/main.bicep'

// As long as a prefix may be, with capitals and hyphens.
param namePrefix = 'Acme-Sec-Ops'

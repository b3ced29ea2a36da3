namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Looks at an accepted message. Calls come one after the other, in the order of acceptance, before the sender has its answer.</summary>
internal delegate void MessageObserver(HubMessage message);

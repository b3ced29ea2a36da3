namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Looks at an accepted message; the body is only lent. Calls come one after the other, in the order of acceptance.</summary>
internal delegate void MessageObserver(string hub, ReadOnlySpan<byte> body);

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What is kept of a message in <see cref="MessageRetention.Digest"/>.</summary>
/// <param name="Count">How often a message with this id came.</param>
/// <param name="Hash">The <see cref="BodyHash"/> of the first body.</param>
/// <param name="IsAltered">Whether a later body was another one.</param>
internal readonly record struct DigestEntry(int Count, ulong Hash, bool IsAltered);

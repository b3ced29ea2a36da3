namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>What a token says. Times are in unix seconds.</summary>
internal sealed record ApiToken(string Subject, string Account, string Audience, IReadOnlyList<string> Features, long IssuedAt, long? ExpiresAt);

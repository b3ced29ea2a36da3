namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What a <see cref="FaultyProxy"/> answers in the service's place.</summary>
internal sealed record ProxyAnswer(int Status, string ContentType, string Body)
{
    /// <summary>Headers beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

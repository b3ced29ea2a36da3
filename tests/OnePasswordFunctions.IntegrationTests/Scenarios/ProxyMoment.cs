namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Where a request is on its way through a <see cref="FaultyProxy"/>.</summary>
internal enum ProxyMoment
{
    /// <summary>It is here whole, and the other side knows nothing of it.</summary>
    Arrived,

    /// <summary>The other side has answered it, and the caller knows nothing of that.</summary>
    Answered,
}

namespace OnePasswordFunctions.Diagnostics;

/// <summary>Where metrics and traces go.</summary>
/// <param name="Endpoint">The base URL of an OTLP/HTTP receiver; signals go to <c>v1/metrics</c> and <c>v1/traces</c> below it.</param>
/// <param name="Headers">name=value pairs, comma-separated, that go with each export; null for none. May hold secrets.</param>
internal sealed record TelemetryOptions(Uri Endpoint, string? Headers)
{
    /// <summary>The address of one signal.</summary>
    public Uri GetUrl(string path) => new(Endpoint.AbsoluteUri.TrimEnd('/') + '/' + path);

    /// <summary>Says nothing of the headers, which may hold secrets.</summary>
    public override string ToString() => Endpoint.Authority;
}

namespace OnePasswordFunctions.EventsApi;

/// <summary>How the Events API is reached.</summary>
internal sealed class EventsApiOptions
{
    /// <summary>The region's host: https, or http on a loopback address; no path.</summary>
    public required Uri ServerUrl { get; init; }

    /// <summary>The bearer token. Secret.</summary>
    public required string ApiToken { get; init; }

    /// <summary>Whether any TLS certificate is accepted. Not secure.</summary>
    public bool TrustAnyCertificate { get; init; }

    /// <summary>Whether the process goes through the proxy of HTTP_PROXY, HTTPS_PROXY and NO_PROXY.</summary>
    public bool UseSystemProxy { get; init; }

    /// <summary>How long one attempt may take from the request to the last byte of the body.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest body, in bytes after decompression, that is read. A page of 1000 events is about one million bytes.</summary>
    public int MaxResponseBytes { get; init; } = 128 * 1024 * 1024;
}

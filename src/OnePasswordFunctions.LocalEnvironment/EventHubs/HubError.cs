namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Why a request is not accepted.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="SubCode">The service's finer code; 0 means none.</param>
/// <param name="Detail">One sentence; also part of the reason phrase.</param>
internal sealed record HubError(int Status, int SubCode, string Detail)
{
    public static HubError MissingToken { get; } = new(401, 40102, "The request has no usable Authorization header");

    public static HubError BadSignature { get; } = new(401, 40103, "Invalid authorization token signature");

    public static HubError BadAudience { get; } = new(401, 40104, "Invalid authorization token audience");

    public static HubError Expired { get; } = new(401, 40105, "The authorization token has expired");

    public static HubError Busy { get; } = new(503, 50002, "The server is busy. Please wait 4 seconds and try again");

    public static HubError NoSuchHub(string hub) => new(404, 40400, $"The messaging entity '{hub}' could not be found");

    public static HubError Malformed(string detail) => new(400, 40000, detail);

    public static HubError TooLarge(long length, int limit) => new(413, 0, $"The request has {length} bytes, which exceeds the limit of {limit} bytes that is currently allowed");

    /// <summary>The error that a simulated status usually means.</summary>
    public static HubError Of(int status) => status switch
    {
        401 => BadSignature,
        403 => new HubError(403, 40300, "Access from this address is not allowed"),
        404 => NoSuchHub("(simulated)"),
        413 => new HubError(413, 0, "The request exceeds the size that is currently allowed"),
        503 or 429 => Busy with { Status = status },
        _ => new HubError(status, 0, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)),
    };
}

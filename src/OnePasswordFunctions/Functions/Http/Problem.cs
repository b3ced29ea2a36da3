using System.Globalization;
using System.Text.Json.Serialization;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Why a request got no answer: <c>application/problem+json</c> as RFC 9457 has it, or a page when a browser asks.</summary>
/// <param name="Type">The kind of problem as an address; there is none.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is the matter and what to do.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail)
{
    public Problem(int status, string title, string detail)
        : this("about:blank", title, status, detail)
    {
    }

    /// <summary>The failure's name; null when no other side failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>The side that failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    /// <summary>The arguments that can not be used; null when it is not about them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ArgumentProblem>? Errors { get; init; }

    /// <summary>When the other side wants to be asked again; null when it did not say.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>400 with every argument that can not be used.</summary>
    public static Problem Of(IReadOnlyList<ArgumentProblem> errors) => new(
        StatusCodes.Status400BadRequest,
        "Bad request",
        errors.Count == 1 ? "One argument can not be used; 'errors' says what is allowed." : $"{errors.Count} arguments can not be used; 'errors' says what is allowed for each.")
    { Errors = errors };

    /// <summary>502, or 504 when the other side did not answer in time, with the failure's name.</summary>
    public static Problem Of(IngestionException failure)
    {
        bool isTimeout = failure.InnerException is OperationCanceledException || failure.Status is 408 or 504;
        return Failed(isTimeout, failure.Failure, failure.Target, failure.Message) with { RetryAfter = failure.RetryAfter };
    }

    /// <summary>504 because the request used up its time before anything could be answered.</summary>
    public static Problem TimeUp(TimeSpan allowed) => Failed(
        isTimeout: true, IngestionFailure.Unavailable, IngestionTarget.EventsApi, $"The Events API sent nothing usable within {allowed.TotalSeconds:0} s.");

    /// <summary>Answers with the problem.</summary>
    public Task WriteAsync(HttpContext context)
    {
        if (RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        }

        return new Answer(Status, this, Describe()).WriteErrorAsync(context, "application/problem+json");
    }

    private static Problem Failed(bool isTimeout, IngestionFailure failure, IngestionTarget target, string detail) => new(
        isTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
        isTimeout ? "The other side did not answer in time" : "The other side failed",
        detail)
    { Failure = failure.ToString(), Target = target.ToString() };

    private Document Describe()
    {
        Block.Finding[] findings = Failure is null
            ? [.. (Errors ?? []).Select(static error => new Block.Finding(error.Argument, Tone.Bad, error.Value ?? "missing", error.Allowed, null))]
            : [new Block.Finding(Target!, Tone.Bad, Failure, Detail, null)];
        return new Document(Title, Tone.Bad, $"{Status}", Errors is null ? Detail : "This is what is allowed:", [new Block.Findings(["Argument", "Given", "Allowed", ""], findings)]);
    }
}

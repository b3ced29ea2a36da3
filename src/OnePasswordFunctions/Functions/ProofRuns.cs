using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// The daily proof: for each feed the day before yesterday, which the hub still keeps and in which nothing is under way any more. Public
/// because the function is; made by the container alone.
/// </summary>
public sealed partial class ProofRuns
{
    /// <summary>The host ends a function at five minutes; what is under way has a little more than this.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(4);

    private readonly IServiceProvider _services;
    private readonly IngesterSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal ProofRuns(IServiceProvider services, IngesterSettings settings, TimeProvider time, ILogger<ProofRuns> logger) =>
        (_services, _settings, _time, _logger) = (services, settings, time, logger);

    /// <exception cref="RunFailedException">A proof could not be made; its record has been logged.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_settings.Problems.Count > 0)
        {
            throw new RunFailedException(SettingsProblems.Describe(_settings.Problems));
        }

        // The worker does not cancel its functions when it is asked to stop.
        CancellationToken stopping = _services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var today = new DateTimeOffset(_time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        string?[] failures = await Task.WhenAll(_settings.Ingestion.EnabledFeeds.Select(
            feed => ProveAsync(new ProofRequest(feed, today.AddDays(-2), today.AddDays(-1), ShouldRepair: false), stop.Token)));
        if (failures.OfType<string>().ToArray() is { Length: > 0 } reasons)
        {
            throw new RunFailedException(string.Join(' ', reasons));
        }
    }

    /// <summary>Proves one feed; returns why that was not possible.</summary>
    private async Task<string?> ProveAsync(ProofRequest request, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        ProofReporter reporter = _services.GetRequiredService<ProofReporter>();
        try
        {
            ProofReport report = await _services.GetRequiredService<DeliveryProof>().ProveAsync(request, Duration, cancellationToken);
            reporter.Report(report);
            await StoreAsync(request.Feed, StoredProof.Of(report));
            return null;
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            string error = e is IngestionException failure ? $"{failure.Failure}: {failure.Message}"
                : cancellationToken.IsCancellationRequested ? "The app was asked to stop."
                : $"The time of a proof, {Duration.TotalMinutes:0} minutes, was used up before anything could be said.";
            reporter.ReportFailure(request, error, _time.GetElapsedTime(start));
            await StoreAsync(request.Feed, new StoredProof { MadeAt = _time.GetUtcNow(), From = request.From, To = request.From, Problem = error });
            return $"{request.Feed.DisplayName}: {error}";
        }
    }

    private async Task StoreAsync(EventFeed feed, StoredProof proof)
    {
        try
        {
            await _services.GetRequiredService<LastProofs>().WriteAsync(feed, proof, CancellationToken.None);
        }
        catch (IngestionException e)
        {
            LogNotStored(feed, e.Message);
        }
    }

    [LoggerMessage(704, LogLevel.Warning, "{Feed}: the proof could not be stored for the status to show; its record is in the log. {Reason}")]
    private partial void LogNotStored(EventFeed feed, string reason);
}

using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>Runs single checks: bounds their time and turns whatever they throw into a finding, so that one never hides another.</summary>
internal sealed partial class CheckRunner(TimeProvider time, ILogger<CheckRunner> logger)
{
    /// <summary>The longest that one check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public async Task<ConnectionCheck> RunAsync(string name, Func<CancellationToken, Task<CheckFinding>> check, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        CheckFinding finding;
        try
        {
            finding = await check(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            finding = CheckFinding.Failed($"No answer within {Limit.TotalSeconds:0} s.", "Check the network between this app and the other side: firewalls, private endpoints, DNS.");
        }
        catch (IngestionException failure)
        {
            finding = CheckFinding.Failed(failure.Message, CheckAdvice.For(failure));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnexpected(name, e);
            finding = CheckFinding.Failed($"The check itself failed: {e.GetType().Name}.", "This is a defect of this program; please report it with the log line that has the exception.");
        }

        return new ConnectionCheck(name, finding, time.GetElapsedTime(start));
    }

    [LoggerMessage(502, LogLevel.Warning, "The connection test's check {Check} ended with an exception that has no name.")]
    private partial void LogUnexpected(string check, Exception exception);
}

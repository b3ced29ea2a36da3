using System.Diagnostics;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>What the parts of one run share: which run it is, its time, its counts and how it tries again.</summary>
internal sealed class RunScope : IDisposable
{
    private readonly int _maximum;

    public RunScope(RunIdentity identity, IngestionOptions options, RetryPolicy retryPolicy, TimeProvider time, ILogger logger, CancellationToken shutdown)
    {
        (Identity, Options, Time, _maximum) = (identity, options, time, options.MaximumPerFetch[identity.Feed]);
        Budget = new RunBudget(options.MaxRunDuration, time, shutdown);
        Retries = new RunRetries(identity.Feed, Budget, Tally, retryPolicy, time, logger);
    }

    public RunIdentity Identity { get; }

    public IngestionOptions Options { get; }

    public TimeProvider Time { get; }

    public RunBudget Budget { get; }

    public RunTally Tally { get; } = new();

    public RunRetries Retries { get; }

    public EventFeed Feed => Identity.Feed;

    /// <summary>How many more events this run may publish.</summary>
    public int Room => _maximum - Tally.Events;

    /// <summary>A position at <paramref name="startTime"/>, with pages as large as this run may publish.</summary>
    public FeedPosition StartAt(DateTimeOffset startTime) => FeedPosition.AtTime(startTime, Math.Min(_maximum, PageRequest.MaximumPageSize));

    /// <summary>Does one step of the run inside its span and its clock.</summary>
    /// <param name="step">Which step it is.</param>
    /// <param name="state">Handed to <paramref name="work"/>, which therefore needs no closure.</param>
    /// <param name="work">The step, with its repeated attempts.</param>
    /// <param name="describe">Adds the result to the span; not called while nobody traces.</param>
    /// <exception cref="IngestionException">As <paramref name="work"/> throws it.</exception>
    public async Task<TResult> TakeAsync<TState, TResult>(RunStep step, TState state, Func<TState, Task<TResult>> work, Action<Activity, TResult> describe)
    {
        using Activity? span = IngesterActivities.Start(step.Name, step.Kind, Feed);
        long start = Time.GetTimestamp();
        try
        {
            TResult result = await work(state);
            if (span is not null)
            {
                describe(span, result);
            }

            return result;
        }
        catch (IngestionException failure)
        {
            IngesterActivities.Fail(span, failure);
            throw;
        }
        finally
        {
            TimeSpan taken = Time.GetElapsedTime(start);
            step.Count(Tally, taken);
            step.Duration.Record(taken.TotalSeconds, IngesterMetrics.Tag(Feed));
        }
    }

    public void Dispose() => Budget.Dispose();
}

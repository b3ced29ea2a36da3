using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What one run told the host: its record, and how the host saw the invocation.</summary>
internal sealed class RecordedRun
{
    private readonly JsonElement _record;

    private RecordedRun(InvocationResult invocation, JsonElement record) => (Invocation, _record) = (invocation, record);

    public InvocationResult Invocation { get; }

    public string Outcome => Text("outcome")!;

    public string Failure => Text("failure")!;

    public string? FailureTarget => Text("failureTarget");

    public string? Error => Text("error");

    public string RunId => Text("runId")!;

    public int Events => Number("events");

    public int Batches => Number("batches");

    public int Pages => Number("pages");

    public int Commits => Number("commits");

    public int Requests => Number("requests");

    public int Retries => Number("retries");

    public int Throttles => Number("throttles");

    public int DeadLetters => Number("deadLetters");

    public int RepeatsAvoided => Number("repeatsAvoided");

    public int CursorRecoveries => Number("cursorRecoveries");

    public int EventsWithoutUuid => Number("eventsWithoutUuid");

    public int EventsWithoutTimestamp => Number("eventsWithoutTimestamp");

    /// <summary>Reads what a run logged inside its invocation: one record, at the level that its outcome has, and an invocation that ends alike.</summary>
    public static RecordedRun Read(InvocationResult invocation)
    {
        HostLogEntry[] records = [.. invocation.Logs.Where(line => line.EventId is "LogRun" or "LogFailedRun")];
        Assert.True(records.Length == 1, $"{invocation.FunctionName} logged {records.Length} records: {invocation.Error}");
        HostLogEntry line = records[0];
        Assert.Equal(HostLogCategories.User(invocation.FunctionName), line.Category);
        Assert.DoesNotContain('\n', line.Text);
        Assert.Null(line.Exception);
        using JsonDocument record = JsonDocument.Parse(line.Text);
        var run = new RecordedRun(invocation, record.RootElement.Clone());
        Assert.Equal("onepassword.run", run.Text("record"));
        bool isFailed = run.Outcome == "Failed";
        Assert.Equal(isFailed ? LogLevel.Error : LogLevel.Information, line.Level);
        Assert.Equal(isFailed ? "OnePasswordFunctions.Functions.RunFailedException" : null, invocation.ErrorType);
        Assert.True(isFailed == !invocation.Succeeded, $"{invocation.FunctionName} ended as {run.Outcome}, and its invocation with: {invocation.Error}");
        return run;
    }

    /// <inheritdoc/>
    public override string ToString() => _record.GetRawText();

    private string? Text(string name) => _record.GetProperty(name).GetString();

    private int Number(string name) => _record.GetProperty(name).GetInt32();
}

using System.Text.Json;
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

    /// <summary>Reads the answer to an invocation, which must be a JSON object that is not empty, whatever its status.</summary>
    public static RecordedRun Read(InvocationResult invocation)
    {
        Assert.True(!string.IsNullOrEmpty(invocation.Body), $"{invocation.FunctionName} got no answer, status {invocation.StatusCode}: {invocation.Error}");
        using JsonDocument answer = JsonDocument.Parse(invocation.Body);
        Assert.Equal(JsonValueKind.Object, answer.RootElement.ValueKind);
        string line = Assert.Single(answer.RootElement.GetProperty("Logs").EnumerateArray().Select(log => log.GetString()!));
        Assert.DoesNotContain('\n', line);
        using JsonDocument record = JsonDocument.Parse(line);
        var run = new RecordedRun(invocation, record.RootElement.Clone());
        Assert.Equal("onepassword.run", run.Text("record"));

        // The host takes a 500 for a failure and a 2xx for a success; the two must tell the same story.
        Assert.Equal(run.Outcome == "Failed" ? 500 : 200, invocation.StatusCode);
        Assert.Equal(run.Outcome != "Failed", invocation.Succeeded);
        return run;
    }

    /// <inheritdoc/>
    public override string ToString() => _record.GetRawText();

    private string? Text(string name) => _record.GetProperty(name).GetString();

    private int Number(string name) => _record.GetProperty(name).GetInt32();
}

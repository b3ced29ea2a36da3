using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary><c>status</c>: how each feed is doing and which settings are in force.</summary>
internal sealed class StatusEndpoint(FeedStatusReader reader, IngestionOptions options, IConfiguration configuration, SecretRedactor redactor, TimeProvider time) : ReportEndpoint
{
    protected override async Task<Answer> AnswerAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FeedStatus> feeds = await reader.ReadAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        var report = new StatusReport
        {
            Time = now,
            Token = StatusReport.TokenLife.At(now, options.Token?.ExpiresAt),
            Feeds = feeds,
            Settings = SettingView.ReadAll(configuration, redactor),
        };
        return report.ToAnswer();
    }
}

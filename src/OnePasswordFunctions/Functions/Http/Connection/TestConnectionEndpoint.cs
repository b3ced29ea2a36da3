using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary><c>test-connection</c>: runs the connection test and answers 200 when all is well, 503 otherwise.</summary>
internal sealed class TestConnectionEndpoint(ConnectionTest test, SecretRedactor redactor) : ReportEndpoint
{
    protected override async Task<Answer> AnswerAsync(CancellationToken cancellationToken) => ConnectionAnswer.Of(Redact(await test.RunAsync(cancellationToken)));

    /// <summary>No finding is meant to hold a secret; this is for what another side might echo.</summary>
    private ConnectionReport Redact(ConnectionReport report) => report with
    {
        Checks = [.. report.Checks.Select(check => check with
        {
            Finding = check.Finding with { Seen = redactor.Redact(check.Finding.Seen), Advice = check.Finding.Advice is { } advice ? redactor.Redact(advice) : null },
        })],
    };
}

using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>Writes the record of each proof of delivery: an Error when something is wrong, because an alert stands on it.</summary>
internal sealed partial class ProofReporter(ILogger<ProofReporter> logger)
{
    public void Report(ProofReport report)
    {
        string record = ProofRecord.Write(report);
        if (report.HasDefects)
        {
            LogDefects(record);
        }
        else
        {
            LogProof(record);
        }
    }

    /// <summary>The proof could not be made.</summary>
    public void ReportFailure(ProofRequest request, string error, TimeSpan duration) => LogNotMade(ProofRecord.Write(request, error, duration));

    [LoggerMessage(701, LogLevel.Information, "{Record}")]
    private partial void LogProof(string record);

    [LoggerMessage(702, LogLevel.Error, "{Record}")]
    private partial void LogDefects(string record);

    [LoggerMessage(703, LogLevel.Error, "{Record}")]
    private partial void LogNotMade(string record);
}

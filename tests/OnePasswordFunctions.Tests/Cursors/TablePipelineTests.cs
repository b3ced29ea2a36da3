using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>What the design asks of every request to a table: one attempt, no clock but the run's, nothing told to anybody else.</summary>
public sealed class TablePipelineTests
{
    [Fact]
    public void CreateOptions_AnyTransport_MakesOneAttemptWithoutAClockAndTellsNobody()
    {
        TableClientOptions options = TablePipeline.CreateOptions(new ScriptedTransport());

        Assert.Equal((0, Timeout.InfiniteTimeSpan), (options.Retry.MaxRetries, options.Retry.NetworkTimeout));
        Assert.Equal((false, false, false), (options.Diagnostics.IsTelemetryEnabled, options.Diagnostics.IsLoggingEnabled, options.Diagnostics.IsDistributedTracingEnabled));
    }

    [Fact]
    public void CreateClient_AnyTransport_HasNoClockAndSaysWhoAsks()
    {
        using HttpClient client = TablePipeline.CreateClient(new ScriptedTransport());

        Assert.Equal((Timeout.InfiniteTimeSpan, BuildVersion.UserAgent), (client.Timeout, client.DefaultRequestHeaders.UserAgent.ToString()));
    }

    [Fact]
    public void CreateHandler_Connections_FollowNothingKeepNothingAndOutliveTheMinuteBetweenRuns()
    {
        using SocketsHttpHandler handler = TablePipeline.CreateHandler();

        Assert.Equal((false, false, TimeSpan.FromSeconds(10)), (handler.AllowAutoRedirect, handler.UseCookies, handler.ConnectTimeout));
        Assert.True(handler.PooledConnectionIdleTimeout > TimeSpan.FromMinutes(1) && handler.PooledConnectionLifetime > handler.PooledConnectionIdleTimeout);
    }
}

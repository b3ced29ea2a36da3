using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Faults;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>What the SDK makes of each fault, and what the hub holds afterwards.</summary>
public class HubFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("busy*1", Reason.ServiceBusy)]
    [InlineData("timeout*1", Reason.ServiceTimeout)]
    [InlineData("internal-error*1", Reason.ServiceCommunicationProblem)]
    [InlineData("not-found*1", Reason.ResourceNotFound)]
    [InlineData("too-large*1", Reason.ServiceCommunicationProblem)]
    [InlineData("quota*1", Reason.QuotaExceeded)]
    [InlineData("disabled*1", Reason.ResourceNotFound)]
    [InlineData("released*1", Reason.GeneralError)]
    [InlineData("onepassword-events:busy,request=attach,count=1", Reason.ServiceBusy)]
    [InlineData("not-found*1,request=attach", Reason.ResourceNotFound)]
    public async Task Fault_OfTheService_IsAnEventHubsException(string fault, Reason reason)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        EventHubProducerClient producer = hub.CreateProducer();
        var error = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(producer));
        Assert.Equal((reason, 0L), (error.Reason, hub.StandIn.Count));
        await SendAsync(producer);
        Assert.Equal(1, hub.StandIn.Count);
    }

    [Theory]
    [InlineData("unauthorized*1", typeof(UnauthorizedAccessException))]
    [InlineData("unauthorized*1,request=attach", typeof(UnauthorizedAccessException))]
    [InlineData("unauthorized*1,request=token", typeof(UnauthorizedAccessException))]
    [InlineData("not-allowed*1", typeof(InvalidOperationException))]
    [InlineData("argument-error*1", typeof(ArgumentException))]
    public async Task Fault_OfAccessOrArgument_HasATypeOfItsOwn(string fault, Type type)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        EventHubProducerClient producer = hub.CreateProducer();
        Assert.Equal(type, (await Record.ExceptionAsync(() => SendAsync(producer)))?.GetType());
        Assert.Equal(0, hub.StandIn.Count);
        await SendAsync(producer);
        Assert.Equal(1, hub.StandIn.Count);
    }

    [Theory]
    [InlineData("reset-before*1", 0)]
    [InlineData("lose-response*1", 1)]
    public async Task Fault_ThatCutsTheConnection_ShowsAsACancellation(string fault, int stored)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        EventHubProducerClient producer = hub.CreateProducer();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(producer));
        SendRecord record = Assert.Single(hub.StandIn.Sends.ToList());
        Assert.Equal((SendRecord.Cut, stored, (long)stored), (record.Outcome, record.Stored, hub.StandIn.Count));
        await SendAsync(producer);
        Assert.Equal((stored + 1L, 2), (hub.StandIn.Count, hub.StandIn.Connections.Count));
    }

    [Fact]
    public async Task Refuse_NewConnections_LetsTheControlPathsThrough()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault("refuse");
        EventHubProducerClient producer = hub.CreateProducer();
        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(producer));
        using var http = new HttpClient();
        using HttpResponseMessage cleared = await http.DeleteAsync(new Uri(hub.StandIn.BaseAddress, "/control/faults"));
        Assert.True(cleared.IsSuccessStatusCode);
        await SendAsync(producer);
        Assert.Equal(1, hub.StandIn.Count);
    }

    [Fact]
    public async Task StopListening_ThenAgain_KeepsTheMessages()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        await SendAsync(producer);
        await hub.StandIn.StopListeningAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(producer));
        await hub.StandIn.ListenAgainAsync(CancellationToken.None);
        await SendAsync(producer);
        Assert.Equal(2, hub.StandIn.Count);
    }

    [Fact]
    public async Task LoseOutcome_WithoutAnAnswer_TimesOutThoughItIsStored()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer(configure: options => options.RetryOptions.TryTimeout = TimeSpan.FromSeconds(5));
        await SendAsync(producer);
        hub.StandIn.AddFault("lose-outcome*1");
        Exception? error = await Record.ExceptionAsync(() => SendAsync(producer));
        Assert.True(error is TimeoutException or EventHubsException { Reason: Reason.ServiceTimeout }, error?.ToString());
        Assert.Equal((2L, SendRecord.NoAnswer), (hub.StandIn.Count, hub.StandIn.Sends.ToList()[1].Outcome));
    }

    [Theory]
    [InlineData("hold", 0)]
    [InlineData("hold-outcome", 1)]
    public async Task Hold_UntilReleased_AnswersNothing(string fault, int stored)
    {
        var observed = new TaskCompletionSource();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Observer = _ => observed.TrySetResult());
        ActiveFault hold = hub.StandIn.AddFault(fault);
        Task sending = SendAsync(hub.CreateProducer());
        await Eventually.TrueAsync(() => hold.Struck > 0, "the strike");
        if (stored > 0)
        {
            await observed.Task.WaitAsync(Limit);
        }

        Assert.Equal((false, (string?)null, stored > 0), (sending.IsCompleted, hub.StandIn.Sends.ToList()[0].Outcome, observed.Task.IsCompleted));
        hub.StandIn.Faults.Remove(hold);
        await sending;
        Assert.Equal((1L, SendRecord.Accepted), (hub.StandIn.Count, hub.StandIn.Sends.ToList()[0].Outcome));
    }

    [Fact]
    public async Task Stall_WithADelay_StoresLate_AfterTheSenderHasGone()
    {
        var observed = new TaskCompletionSource();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Observer = _ => observed.TrySetResult());
        ActiveFault stall = hub.StandIn.AddFault("stall=500ms,count=1");
        using var gone = new CancellationTokenSource();
        Task sending = hub.CreateProducer().SendAsync([new EventData("late")], gone.Token);
        await Eventually.TrueAsync(() => stall.Struck > 0, "the strike");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await observed.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Stall_WithoutADelay_NeverStores()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        ActiveFault stall = hub.StandIn.AddFault("stall*1");
        using var gone = new CancellationTokenSource();
        Task sending = producer.SendAsync([new EventData("never")], gone.Token);
        await Eventually.TrueAsync(() => stall.Struck > 0, "the strike");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await SendAsync(producer);
        Assert.Equal((1L, (string?)null, SendRecord.Accepted), (hub.StandIn.Count, hub.StandIn.Sends.ToList()[0].Outcome, hub.StandIn.Sends.ToList()[1].Outcome));
    }

    [Theory]
    [InlineData("detach*1", 1)]
    [InlineData("close*1", 2)]
    public async Task Fault_AfterTheAnswer_LeavesTheNextSendToOpenAnew(string fault, int connections)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        hub.StandIn.AddFault(fault);
        await SendAsync(producer);
        await SendUntilAcceptedAsync(producer);
        Assert.Equal((connections, 2), (hub.StandIn.Connections.Count, hub.StandIn.Connections.Sum(connection => connection.AttachCount)));
    }

    [Fact]
    public async Task CutConnections_WhileIdle_LeavesTheNextSendToConnectAnew()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        await SendAsync(producer);
        Assert.Equal(RunningHub.Hub, Assert.Single(hub.StandIn.Connections[0].Links.Values).Path);
        hub.StandIn.CutConnections();
        Assert.Empty(hub.StandIn.Connections[0].Links);
        await SendUntilAcceptedAsync(producer);
        Assert.Equal((2, false, true), (hub.StandIn.Connections.Count, hub.StandIn.Connections[0].IsOpen, hub.StandIn.Connections[1].IsOpen));
    }

    [Fact]
    public async Task Fault_ByPositionAndChance_StrikesTheSameSendsEachTime()
    {
        var runs = new List<string>();
        for (int run = 0; run < 2; run++)
        {
            await using RunningHub hub = await RunningHub.StartAsync();
            EventHubProducerClient producer = hub.CreateProducer();
            hub.StandIn.AddFault("busy,after=2,count=1");
            hub.StandIn.AddFault("timeout,chance=0.4,seed=3");
            var outcomes = new List<Reason?>();
            for (int send = 0; send < 20; send++)
            {
                outcomes.Add((await Record.ExceptionAsync(() => SendAsync(producer)) as EventHubsException)?.Reason);
            }

            Assert.Equal(Reason.ServiceBusy, outcomes[2]);
            Assert.InRange(outcomes.Count(reason => reason == Reason.ServiceTimeout), 1, 18);
            runs.Add(string.Join(",", outcomes));
        }

        Assert.Equal(runs[0], runs[1]);
    }

    private static Task SendAsync(EventHubProducerClient producer) => producer.SendAsync([new EventData("one")]);

    /// <summary>The client may not have noticed the end yet when it sends again; then that send is lost, and it knows.</summary>
    private static async Task SendUntilAcceptedAsync(EventHubProducerClient producer)
    {
        try
        {
            await SendAsync(producer);
        }
        catch (Exception error) when (error is OperationCanceledException or EventHubsException { IsTransient: true })
        {
            await SendAsync(producer);
        }
    }
}

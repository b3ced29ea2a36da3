using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>When a page is read ahead, and when none is.</summary>
public sealed class FeedRunTests
{
    private readonly FeedScenario _scenario = new() { Maximum = 10 };

    /// <summary>What is left of a page that was cut counts, not its whole length.</summary>
    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    public void RunAsync_RestOfACutPageLeavesRoom_ReadsTheNextPageAhead(int maximum, int pagesAtTheFirstBatch)
    {
        _scenario.Run();
        _scenario.Maximum = 4;
        _scenario.Arrive(1, 30).Run();
        _scenario.Maximum = maximum;
        _scenario.Api.Requests.Clear();
        int requests = 0;
        _scenario.Hub.Script.Next(SeamFault.Observe(() => requests = _scenario.Api.Requests.Count));

        Assert.Equal(maximum, _scenario.Run().Tally.Events);
        Assert.Equal(pagesAtTheFirstBatch, requests);
    }

    [Fact]
    public void RunAsync_TimeIsUsedUpWhenThePageComes_ReadsNoneAhead()
    {
        _scenario.Run();
        _scenario.Maximum = 100;
        _scenario.Arrive(1, 30);
        _scenario.Api.Requests.Clear();
        _scenario.Api.Script.Next(SeamFault.Observe(() => _scenario.Time.Advance(TimeSpan.FromMinutes(4))));

        Assert.Equal((RunOutcome.BudgetSpent, true), (_scenario.Run().Outcome, _scenario.Api.Requests.Count == 1));
        Assert.Empty(_scenario.Hub.Ids);
    }
}

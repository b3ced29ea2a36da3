using System.Globalization;
using System.Text.Json;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>The run record is what docs/operations.md says it is.</summary>
public class RunRecordTests
{
    [Fact]
    public void Members_AreThoseOfTheGuide() =>
        Assert.Equal(GuideTable.Rows("Run record").Select(row => row[0].Trim('`')), RecordSample.Members);

    [Fact]
    public void Members_AreTheSameInEveryRecord() =>
        Assert.Equal(RecordSample.Members, RecordSample.Read(RecordSample.Full()).EnumerateObject().Select(member => member.Name));

    [Fact]
    public void Kinds_AreThoseOfTheGuide()
    {
        JsonElement full = RecordSample.Read(RecordSample.Full(), new Invocation("invocation", "trace"));
        JsonElement empty = RecordSample.Read(RecordSample.Empty());
        foreach (string[] row in GuideTable.Rows("Run record"))
        {
            string member = row[0].Trim('`'), kind = row[1];
            Assert.True(IsOfKind(full.GetProperty(member), kind), $"{member} of a full record is no {kind}");
            Assert.True(
                IsOfKind(empty.GetProperty(member), kind) || (kind.EndsWith(" or null", StringComparison.Ordinal) && empty.GetProperty(member).ValueKind == JsonValueKind.Null),
                $"{member} of an empty record is no {kind}");
        }
    }

    [Fact]
    public void Schema_IsTheVersionOfTheGuide()
    {
        string meaning = GuideTable.Rows("Run record").Single(row => row[0] == "`schema`")[2];

        Assert.EndsWith($", {RunRecord.SchemaVersion}", meaning);
        Assert.Equal(RunRecord.SchemaVersion, RecordSample.Read(RecordSample.Empty()).GetProperty("schema").GetInt32());
    }

    [Fact]
    public void Outlook_IsWrittenForPeopleAndForQueries()
    {
        JsonElement record = RecordSample.Read(RecordSample.Full());

        Assert.Equal(11420, record.GetProperty("caughtUpInSeconds").GetDouble());
        Assert.Equal("3 h 10 m", record.GetProperty("caughtUpIn").GetString());
        Assert.Equal(12.3, record.GetProperty("tokenDaysLeft").GetDouble());
        Assert.Equal("2026-03-23", record.GetProperty("retentionRiskDate").GetString());
        Assert.Equal(111 * 86400, record.GetProperty("lagSeconds").GetDouble());
        Assert.Equal(10800, record.GetProperty("oldestLatenessSeconds").GetDouble());
        Assert.Equal("EventsApi,EventHub", record.GetProperty("throttledBy").GetString());
    }

    [Fact]
    public void Stream_IsNamedWithItsLastNumber()
    {
        JsonElement record = RecordSample.Read(RecordSample.Full());

        Assert.Equal(("0123456789abcdef0123456789abcdef", 41, true), (record.GetProperty("stream").GetString(), record.GetProperty("lastSequence").GetInt64(), record.GetProperty("hasMore").GetBoolean()));
    }

    [Fact]
    public void Record_IsOneLine() =>
        Assert.DoesNotContain('\n', RunRecord.Write(RecordSample.Full() with { Error = "two\nlines" }, new Invocation("i", null), DateTimeOffset.UnixEpoch));

    private static bool IsOfKind(JsonElement value, string kind) => kind.Split(' ')[0] switch
    {
        "text" => value.ValueKind == JsonValueKind.String,
        "truth" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "time" => value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(value.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) && time.Offset == TimeSpan.Zero,
        _ => false,
    };
}
